// Which of the libraries this processor can run. Built for the oldest processor, since it runs on every one.

extern "C" __attribute__((visibility("default"))) int processor_level() {
#if defined(__x86_64__)
    __builtin_cpu_init();
    const bool second = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
    const bool third = second && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
                       __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
    const bool fourth = third && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
                        __builtin_cpu_supports("avx512vl");
    return fourth ? 4 : third ? 3 : second ? 2 : 0;
#else
    return 1;
#endif
}
