#include "shap.hpp"

namespace kernels {

namespace {

constexpr std::int32_t kDeepest = 64;

// What is known on the way to a node, at each of the points: the product over the features that were split of what a
// set with or without them takes along.
template <int kPoints>
struct Step {
    double share;   // of the training rows that go the same way at the splits of this node's feature
    double goes;    // 1 when the row goes that way too, else 0
    double product[kPoints];
    double below[kPoints];  // the products of the leaves below, times their values, summed
};

template <int kPoints>
class Walk {
public:
    Walk(const Ways& ways, const float* row, double* contributions)
        : ways_(ways), row_(row), contributions_(contributions) {
        steps_[0] = {1.0, 1.0, {}, {}};
        for (double& product : steps_[0].product) product = 1.0;
    }

    void visit(std::int32_t node, std::int32_t depth) {
        Step<kPoints>& here = steps_[depth];
        const std::int32_t feature = ways_.feature[node];
        if (feature < 0) {
            for (int point = 0; point < kPoints; ++point) here.below[point] = ways_.value[node] * here.product[point];
            return;
        }
        for (double& below : here.below) below = 0.0;
        const std::int32_t chosen = ways_.child[node] + !goes_left(node, feature);
        for (std::int32_t child = ways_.child[node]; child <= ways_.child[node] + 1; ++child) {
            const Step<kPoints>& before = steps_[ways_.before[child]];
            Step<kPoints>& next = steps_[depth + 1];
            enter(here, before, ways_.share[child], child == chosen, next);
            visit(child, depth + 1);
            contributions_[feature] += gain(next, before);
            for (int point = 0; point < kPoints; ++point) here.below[point] += next.below[point];
        }
    }

private:
    bool goes_left(std::int32_t node, std::int32_t feature) const {
        const float value = row_[feature];
        return value != value ? ways_.missing_left[node] != 0 : value <= ways_.threshold[node];
    }

    double factor(const Step<kPoints>& step, int point) const {
        return step.share + (step.goes - step.share) * ways_.points[point];
    }

    void enter(const Step<kPoints>& above, const Step<kPoints>& before, double share, bool chosen,
               Step<kPoints>& next) const {
        next.share = before.share * share;
        next.goes = chosen ? before.goes : 0.0;
        for (int point = 0; point < kPoints; ++point)
            next.product[point] = above.product[point] / factor(before, point) * factor(next, point);
    }

    // What the split adds for all leaves below, in place of what the last split of the same feature added for them.
    double gain(const Step<kPoints>& step, const Step<kPoints>& before) const {
        const double now = step.goes - step.share, then = before.goes - before.share;
        double sum = 0.0;
        for (int point = 0; point < kPoints; ++point)
            sum += ways_.weights[point] * step.below[point] *
                   (now / factor(step, point) - then / factor(before, point));
        return sum;
    }

    const Ways& ways_;
    const float* row_;
    double* contributions_;
    Step<kPoints> steps_[kDeepest + 1];
};

template <int kPoints>
void attribute_rows(const Ways& ways, const float* features, std::int64_t rows, std::int32_t columns,
                    const volatile std::int32_t* stop, double* contributions) {
    for (std::int32_t tree = 0; tree < ways.trees && !*stop; ++tree)
        for (std::int64_t row = 0; row < rows; ++row) {
            Walk<kPoints> walk(ways, features + row * columns, contributions + row * columns);
            walk.visit(ways.roots[tree], 0);
        }
}

}  // namespace

void attribute(const Ways& ways, const float* features, std::int64_t rows, std::int32_t columns,
               const volatile std::int32_t* stop, double* contributions) {
    if (ways.deepest > kDeepest) return;
    switch (ways.count) {
        case 2: return attribute_rows<2>(ways, features, rows, columns, stop, contributions);
        case 4: return attribute_rows<4>(ways, features, rows, columns, stop, contributions);
        case 8: return attribute_rows<8>(ways, features, rows, columns, stop, contributions);
        case 16: return attribute_rows<16>(ways, features, rows, columns, stop, contributions);
        default: return;
    }
}

}  // namespace kernels
