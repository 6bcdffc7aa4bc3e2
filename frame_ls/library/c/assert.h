#ifndef ASSERT_H
#define ASSERT_H
#endif
