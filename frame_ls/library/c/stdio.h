// Files and the console.

#ifndef STDIO_H
#define STDIO_H

#include "stddef.h"
//@ #include "format.gh"

#define EOF (-1)

struct file;

typedef struct file FILE;

/*@

// A file that is open.
predicate file(struct file *fp;);

@*/

// The standard streams are open for good: everyone has a part of them, and nobody the whole.

FILE *standard_input();
    //@ requires true;
    //@ ensures [_]file(result);

FILE *standard_output();
    //@ requires true;
    //@ ensures [_]file(result);

FILE *standard_error();
    //@ requires true;
    //@ ensures [_]file(result);

#define stdin (standard_input())
#define stdout (standard_output())
#define stderr (standard_error())

#define SEEK_SET 0
#define SEEK_CUR 1
#define SEEK_END 2

FILE *fopen(char *name, char *mode);
    /*@
    requires
        [?f]string(name, ?ns) &*& [?g]string(mode, ?ms) &*& (length(ms) == 1 || length(ms) == 2) &*&
        (nth(0, ms) == 'r' || nth(0, ms) == 'w' || nth(0, ms) == 'a') &*&
        (length(ms) == 1 || nth(1, ms) == '+' || nth(1, ms) == 'b');
    @*/
    //@ ensures [f]string(name, ns) &*& [g]string(mode, ms) &*& result == 0 ? true : file(result);

size_t fread(void *to, size_t size, size_t count, FILE *fp);
    //@ requires chars_(to, ?m, _) &*& size * count <= m &*& [?f]file(fp);
    /*@
    ensures
        chars(to, size * result, _) &*& chars_(to + size * result, m - size * result, _) &*& [f]file(fp) &*&
        0 <= result &*& result <= count;
    @*/

size_t fwrite(void *from, size_t size, size_t count, FILE *fp);
    //@ requires [?f]chars(from, ?m, ?cs) &*& size * count <= m &*& [?g]file(fp);
    //@ ensures [f]chars(from, m, cs) &*& [g]file(fp) &*& 0 <= result &*& result <= count;

char *fgets(char *to, int n, FILE *fp);
    //@ requires chars_(to, n, _) &*& 0 < n &*& [?f]file(fp);
    /*@
    ensures
        [f]file(fp) &*&
        result == 0 ? chars_(to, n, _) : string(to, ?cs) &*& chars_(to + length(cs) + 1, n - length(cs) - 1, _);
    @*/

int fputs(char *s, FILE *fp);
    //@ requires [?f]string(s, ?cs) &*& [?g]file(fp);
    //@ ensures [f]string(s, cs) &*& [g]file(fp);

int fseek(FILE *fp, long offset, int origin);
    //@ requires [?f]file(fp) &*& (origin == SEEK_SET || origin == SEEK_CUR || origin == SEEK_END);
    //@ ensures [f]file(fp);

long ftell(FILE *fp);
    //@ requires [?f]file(fp);
    //@ ensures [f]file(fp);

int ferror(FILE *fp);
    //@ requires [?f]file(fp);
    //@ ensures [f]file(fp);

int fputc(int c, FILE *fp);
    //@ requires [?f]file(fp);
    //@ ensures [f]file(fp) &*& (result == -1 || 0 <= result && result <= 255);

int fgetc(FILE *fp);
    //@ requires [?f]file(fp);
    //@ ensures [f]file(fp) &*& (result == -1 || 0 <= result && result <= 255);

int feof(FILE *fp);
    //@ requires [?f]file(fp);
    //@ ensures [f]file(fp);

int fflush(FILE *fp);
    //@ requires [?f]file(fp);
    //@ ensures [f]file(fp);

void rewind(FILE *fp);
    //@ requires [?f]file(fp);
    //@ ensures [f]file(fp);

int fclose(FILE *fp);
    //@ requires file(fp);
    //@ ensures true;

int puts(char *s);
    //@ requires [?f]string(s, ?cs);
    //@ ensures [f]string(s, cs);

int getchar();
    //@ requires true;
    //@ ensures result == -1 || 0 <= result && result <= 255;

int putchar(char c);
    //@ requires true;
    //@ ensures true;

// At most six strings are among the arguments of `printf` and its like, and at most four among those of `sprintf`.

int printf(char *format, ...);
    /*@
    requires
        [?f]string(format, ?fs) &*& format_strings(fs, 0, varargs) == some(?ps) &*&
        switch (ps) {
            case nil: return ensures emp;
            case cons(p1, ps1): return [?f1]string(p1, ?s1) &*& switch (ps1) {
                case nil: return ensures [f1]string(p1, s1);
                case cons(p2, ps2): return [?f2]string(p2, ?s2) &*& switch (ps2) {
                    case nil: return ensures [f1]string(p1, s1) &*& [f2]string(p2, s2);
                    case cons(p3, ps3): return [?f3]string(p3, ?s3) &*& switch (ps3) {
                        case nil: return ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& [f3]string(p3, s3);
                        case cons(p4, ps4): return [?f4]string(p4, ?s4) &*& switch (ps4) {
                            case nil: return ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& [f3]string(p3, s3) &*& [f4]string(p4, s4);
                            case cons(p5, ps5): return [?f5]string(p5, ?s5) &*& switch (ps5) {
                                case nil: return ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& [f3]string(p3, s3) &*& [f4]string(p4, s4) &*& [f5]string(p5, s5);
                                case cons(p6, ps6): return [?f6]string(p6, ?s6) &*& switch (ps6) {
                                    case nil: return ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& [f3]string(p3, s3) &*& [f4]string(p4, s4) &*& [f5]string(p5, s5) &*& [f6]string(p6, s6);
                                    case cons(p, rest): return false;
                                };
                            };
                        };
                    };
                };
            };
        };
    @*/
    //@ ensures [f]string(format, fs);
    //@ terminates;

int fprintf(FILE *fp, char *format, ...);
    /*@
    requires
        [?g]file(fp) &*& [?f]string(format, ?fs) &*& format_strings(fs, 0, varargs) == some(?ps) &*&
        switch (ps) {
            case nil: return ensures emp;
            case cons(p1, ps1): return [?f1]string(p1, ?s1) &*& switch (ps1) {
                case nil: return ensures [f1]string(p1, s1);
                case cons(p2, ps2): return [?f2]string(p2, ?s2) &*& switch (ps2) {
                    case nil: return ensures [f1]string(p1, s1) &*& [f2]string(p2, s2);
                    case cons(p3, ps3): return [?f3]string(p3, ?s3) &*& switch (ps3) {
                        case nil: return ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& [f3]string(p3, s3);
                        case cons(p4, ps4): return [?f4]string(p4, ?s4) &*& switch (ps4) {
                            case nil: return ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& [f3]string(p3, s3) &*& [f4]string(p4, s4);
                            case cons(p5, ps5): return [?f5]string(p5, ?s5) &*& switch (ps5) {
                                case nil: return ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& [f3]string(p3, s3) &*& [f4]string(p4, s4) &*& [f5]string(p5, s5);
                                case cons(p6, ps6): return [?f6]string(p6, ?s6) &*& switch (ps6) {
                                    case nil: return ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& [f3]string(p3, s3) &*& [f4]string(p4, s4) &*& [f5]string(p5, s5) &*& [f6]string(p6, s6);
                                    case cons(p, rest): return false;
                                };
                            };
                        };
                    };
                };
            };
        };
    @*/
    //@ ensures [g]file(fp) &*& [f]string(format, fs);
    //@ terminates;

#define WRITTEN \
    chars(to, length(text) + 1, append(text, cons('\0', nil))) &*& \
    chars_(to + length(text) + 1, n - length(text) - 1, _)

int sprintf(char *to, char *format, ...);
    /*@
    requires
        [?f]string(format, ?fs) &*& format_strings(fs, 0, varargs) == some(?ps) &*& chars_(to, ?n, _) &*&
        switch (ps) {
            case nil: return format_text(fs, 0, varargs, nil) == some(?text) &*& length(text) + 1 <= n &*& ensures WRITTEN;
            case cons(p1, ps1): return [?f1]string(p1, ?s1) &*& switch (ps1) {
                case nil: return format_text(fs, 0, varargs, cons(s1, nil)) == some(?text) &*& length(text) + 1 <= n &*& ensures [f1]string(p1, s1) &*& WRITTEN;
                case cons(p2, ps2): return [?f2]string(p2, ?s2) &*& switch (ps2) {
                    case nil: return format_text(fs, 0, varargs, cons(s1, cons(s2, nil))) == some(?text) &*& length(text) + 1 <= n &*& ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& WRITTEN;
                    case cons(p3, ps3): return [?f3]string(p3, ?s3) &*& switch (ps3) {
                        case nil: return format_text(fs, 0, varargs, cons(s1, cons(s2, cons(s3, nil)))) == some(?text) &*& length(text) + 1 <= n &*& ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& [f3]string(p3, s3) &*& WRITTEN;
                        case cons(p4, ps4): return [?f4]string(p4, ?s4) &*& switch (ps4) {
                            case nil: return format_text(fs, 0, varargs, cons(s1, cons(s2, cons(s3, cons(s4, nil))))) == some(?text) &*& length(text) + 1 <= n &*& ensures [f1]string(p1, s1) &*& [f2]string(p2, s2) &*& [f3]string(p3, s3) &*& [f4]string(p4, s4) &*& WRITTEN;
                            case cons(p, rest): return false;
                        };
                    };
                };
            };
        };
    @*/
    //@ ensures [f]string(format, fs);
    //@ terminates;

#undef WRITTEN

#endif
