#include "boost_team.hpp"

#include <system_error>

namespace kernels {

namespace {

constexpr int kPartBits = 24;
constexpr std::uint64_t kPartMask = (std::uint64_t(1) << kPartBits) - 1;
constexpr int kTurns = 2000;  // some 20 microseconds

std::uint64_t next_of(std::uint64_t ticket) { return ticket & kPartMask; }
std::uint64_t parts_of(std::uint64_t ticket) { return (ticket >> kPartBits) & kPartMask; }

void pause() {
#if defined(__x86_64__)
    __builtin_ia32_pause();
#elif defined(__aarch64__)
    __asm__ __volatile__("yield");
#endif
}

template <typename Condition>
bool comes_soon(const Condition& condition) {
    for (int turn = 0; turn < kTurns; ++turn) {
        if (condition()) return true;
        pause();
    }
    return false;
}

}  // namespace

Team::Team(std::int32_t threads) {
    try {
        for (std::int32_t thread = 1; thread < threads; ++thread) threads_.emplace_back([this] { serve(); });
    } catch (const std::system_error&) {
        // the system gives no more: those that are there do it
    }
}

Team::~Team() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        ended_ = true;
    }
    opened_.notify_all();
    for (std::thread& thread : threads_) thread.join();
}

bool Team::is_open() const {
    const std::uint64_t ticket = ticket_.load();
    return next_of(ticket) < parts_of(ticket);
}

void Team::begin(std::int32_t parts, Call call, const void* context) {
    call_ = call;
    context_ = context;
    left_.store(parts, std::memory_order_relaxed);
    const std::uint64_t number = (ticket_.load(std::memory_order_relaxed) >> (2 * kPartBits)) + 1;
    ticket_.store((number << (2 * kPartBits)) | (std::uint64_t(parts) << kPartBits));
    if (asleep_.load() == 0) return;
    { const std::lock_guard<std::mutex> lock(mutex_); }
    opened_.notify_all();
}

// A part is taken by counting the ticket up, which also says of which step it is: as long as a part is not done, the
// next step does not begin.
void Team::take() {
    std::uint64_t ticket = ticket_.load(std::memory_order_acquire);
    while (next_of(ticket) < parts_of(ticket)) {
        if (!ticket_.compare_exchange_weak(ticket, ticket + 1, std::memory_order_acq_rel)) continue;
        call_(context_, std::int32_t(next_of(ticket)));
        if (left_.fetch_sub(1) == 1) {
            { const std::lock_guard<std::mutex> lock(mutex_); }
            finished_.notify_one();
        }
        ticket = ticket_.load(std::memory_order_acquire);
    }
}

void Team::wait() {
    const auto done = [this] { return left_.load(std::memory_order_acquire) == 0; };
    if (comes_soon(done)) return;
    std::unique_lock<std::mutex> lock(mutex_);
    finished_.wait(lock, done);
}

void Team::serve() {
    const auto called = [this] { return is_open() || ended_.load(); };
    while (!ended_.load()) {
        if (comes_soon(called)) {
            take();
            continue;
        }
        std::unique_lock<std::mutex> lock(mutex_);
        ++asleep_;
        opened_.wait(lock, called);
        --asleep_;
    }
}

}  // namespace kernels
