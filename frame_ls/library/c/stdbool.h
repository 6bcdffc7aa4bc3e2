#ifndef STDBOOL_H
#define STDBOOL_H
#endif
