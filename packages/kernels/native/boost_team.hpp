// Threads that do the parts of a step together. Between steps they wait: awake for some microseconds, then asleep.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <thread>
#include <vector>

namespace kernels {

class Team {
public:
    // The thread that calls is one of them.
    explicit Team(std::int32_t threads);
    ~Team();
    Team(const Team&) = delete;
    Team& operator=(const Team&) = delete;

    std::int32_t size() const { return std::int32_t(threads_.size()) + 1; }

    // Calls `work(part)` for each part from 0 up, at once where there are threads, and waits for all. What it calls
    // must not throw.
    template <typename Work>
    void each(std::int32_t parts, const Work& work) {
        if (parts <= 1 || threads_.empty()) {
            for (std::int32_t part = 0; part < parts; ++part) work(part);
            return;
        }
        const auto call = [](const void* context, std::int32_t part) { (*static_cast<const Work*>(context))(part); };
        begin(parts, call, &work);
        take();
        wait();
    }

private:
    using Call = void (*)(const void*, std::int32_t);

    void begin(std::int32_t parts, Call call, const void* context);
    void take();
    void wait();
    void serve();
    bool is_open() const;

    std::vector<std::thread> threads_;
    // Of the present step: its number, how many parts it has, and the next of them, in 16, 24 and 24 bits.
    std::atomic<std::uint64_t> ticket_{0};
    std::atomic<std::int32_t> left_{0};
    std::atomic<std::int32_t> asleep_{0};
    std::atomic<bool> ended_{false};
    Call call_ = nullptr;
    const void* context_ = nullptr;
    std::mutex mutex_;
    std::condition_variable opened_, finished_;
};

}  // namespace kernels
