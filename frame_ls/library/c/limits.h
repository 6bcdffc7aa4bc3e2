// The limits of the integer types are known without any header: `INT_MAX` and its like are names of the language.

#ifndef LIMITS_H
#define LIMITS_H

#define CHAR_BIT 8

#endif
