#ifndef BOOL_H
#define BOOL_H

#include "stdbool.h"

#endif
