#include "slopes.hpp"

#include <algorithm>
#include <cmath>

#include "lines.hpp"

namespace kernels {

namespace {

constexpr int kGroups = Tile::kGroups;
// Of groups of rows, and of columns of scores.
constexpr int kTogether = 4;
// Rows of so many are not turned round into tiles.
constexpr std::int32_t kManyFeatures = 64;

// Where losses are summed: most of a logarithm's arguments are multiplied, so that few logarithms are taken.
struct Total {
    Wide sums;
    Wide product = Wide(1.0);

    void add_logarithms() {
        for (int lane = 0; lane < kWide; ++lane) logarithms += std::log(product[lane]);
        product = Wide(1.0);
    }

    // Of 1 and a share from 0 to 1.
    void add_logarithm_above_one(const Wide& share) {
        const Mask tiny = share < Wide(0x1p-17);
        sums += choose(tiny, share - share * share * 0.5, Wide());
        product *= choose(tiny, Wide(1.0), share + 1.0);
    }

    double whole() const { return sum(sums) + logarithms; }

private:
    double logarithms = 0.0;
};

template <int kColumns>
void score(const Tile& tile, const Scores& scores, std::int32_t first, Wide* found) {
    for (int group = 0; group < kGroups; group += kTogether) {
        Wide held[kColumns][kTogether];
        for (std::int32_t feature = 0; feature < tile.columns() - 1; ++feature) {
            const Wide* values = tile.column(feature) + group;
            const double* weights = scores.weights + std::int64_t(feature) * scores.columns + first;
            for (int column = 0; column < kColumns; ++column)
                for (int place = 0; place < kTogether; ++place) held[column][place] += values[place] * weights[column];
        }
        for (int column = 0; column < kColumns; ++column)
            std::copy_n(held[column], kTogether, found + (first + column) * kGroups + group);
    }
}

// These turn scores into slopes; bends are what the second derivatives are made of.
void logistic(const Tile& tile, const Scores&, Wide* scores, Wide* bends, Total& total) {
    const Wide zero, one(1.0);
    for (int group = 0; group < kGroups; ++group) {
        const Wide there = tile.ones()[group], target = tile.target()[group], score = scores[group];
        const Mask positive = zero < score;
        const Wide tail = power(choose(positive, -score, score));
        const Wide likely = choose(positive, one, tail) / (tail + one);
        total.sums += (choose(positive, score, zero) - score * target) * there;
        total.add_logarithm_above_one(tail * there);
        scores[group] = (likely - target) * there;
        bends[group] = tail / ((tail + one) * (tail + one)) * there;
    }
    total.add_logarithms();
}

void multinomial(const Tile& tile, const Scores& of, Wide* scores, Wide* bends, Total& total) {
    const Wide zero, one(1.0);
    for (int group = 0; group < kGroups; ++group) {
        const Wide there = tile.ones()[group], actual = tile.target()[group];
        Wide largest = scores[group], own, powers;
        for (std::int32_t column = 1; column < of.columns; ++column)
            largest = larger(largest, scores[column * kGroups + group]);
        for (std::int32_t column = 0; column < of.columns; ++column) {
            Wide& score = scores[column * kGroups + group];
            score -= largest;
            own += choose(actual == Wide(column), score, zero);
            score = power(score);
            powers += score;
        }
        total.sums -= own * there;
        total.product *= choose(zero < there, powers, one);
        for (std::int32_t column = 0; column < of.columns; ++column) {
            Wide& score = scores[column * kGroups + group];
            const Wide predicted = score / powers;
            bends[column * kGroups + group] = predicted * there;
            score = (predicted - choose(actual == Wide(column), one, zero)) * there;
        }
    }
    total.add_logarithms();
}

void squared_hinge(const Tile& tile, const Scores& of, Wide* scores, Wide* bends, Total& total) {
    for (std::int32_t column = 0; column < of.columns; ++column) {
        const Wide own(of.columns > 1 ? column : 1);
        for (int group = 0; group < kGroups; ++group) {
            Wide& score = scores[column * kGroups + group];
            const Wide there = tile.ones()[group];
            const Wide side = choose(tile.target()[group] == own, there, -there);
            const Wide lacking = larger(Wide(), there - side * score);
            total.sums += lacking * lacking;
            score = side * lacking * -2.0;
            bends[column * kGroups + group] = choose(Wide() < lacking, Wide(2.0), Wide());
        }
    }
}

void squared_insensitive(const Tile& tile, const Scores& of, Wide* scores, Wide* bends, Total& total) {
    for (int group = 0; group < kGroups; ++group) {
        const Wide distance = (scores[group] - tile.target()[group]) * tile.ones()[group];
        const Mask above = Wide() < distance;
        const Wide excess = larger(Wide(), choose(above, distance, -distance) - of.parameter);
        total.sums += excess * excess;
        scores[group] = choose(above, excess, -excess) * 2.0;
        bends[group] = choose(Wide() < excess, Wide(2.0), Wide());
    }
}

using Slope = void (*)(const Tile&, const Scores&, Wide*, Wide*, Total&);

Slope slope_of(Loss loss) {
    switch (loss) {
        case Loss::kLogistic: return logistic;
        case Loss::kMultinomial: return multinomial;
        case Loss::kSquaredHinge: return squared_hinge;
        default: return squared_insensitive;
    }
}

void add_gradient(const Tile& tile, const Wide* slopes, std::int32_t columns, Wide* gradient) {
    for (std::int32_t feature = 0; feature < tile.columns() - 1; ++feature) {
        const Wide* values = tile.column(feature);
        Wide* line = gradient + std::int64_t(feature) * columns;
        std::int32_t column = 0;
        for (; column + kTogether <= columns; column += kTogether)
            add_products<1, kTogether>(values, slopes + column * kGroups, line + column, columns);
        for (; column < columns; ++column) add_products<1, 1>(values, slopes + column * kGroups, line + column, columns);
    }
}

// Sums second derivatives, block by block.
class Second {
public:
    Second(const Blocks& blocks, std::int32_t features, bool is_joint)
        : count_(blocks.count), size_(blocks.size), columns_(features + 1), is_joint_(is_joint),
          bent_(std::size_t((is_joint ? size_ : columns_) * kGroups)), sums_(std::size_t(count_ * size_ * size_)),
          own_(std::size_t(is_joint ? size_ * columns_ : 0)) {}

    void add(const Tile& tile, const Wide* bends) {
        const std::int64_t scores = is_joint_ ? size_ / columns_ : count_;
        for (std::int64_t score = 0; score < scores; ++score, bends += kGroups) {
            Wide* bent = bent_.data() + (is_joint_ ? score * columns_ * kGroups : 0);
            for (std::int64_t place = 0; place < columns_ * kGroups; ++place)
                bent[place] = tile.column(0)[place] * bends[place % kGroups];
            Wide* sums = is_joint_ ? own_.data() + score * columns_ * columns_ : sums_.data() + score * size_ * size_;
            add_triangle(tile.column(0), bent, sums, columns_);
        }
        if (is_joint_) add_triangle(bent_.data(), bent_.data(), sums_.data(), size_);
    }

    void write(double* second) const {
        for (std::int64_t block = 0; block < count_; ++block)
            write_symmetric(sums_.data() + block * size_ * size_, size_, second + block * size_ * size_);
        if (!is_joint_) return;
        std::vector<double> own(std::size_t(columns_ * columns_));
        for (std::int64_t place = 0; place < size_ * size_; ++place) second[place] = -second[place];
        for (std::int64_t first = 0; first < size_; first += columns_) {
            write_symmetric(own_.data() + first * columns_, columns_, own.data());
            for (std::int64_t row = 0; row < columns_; ++row)
                for (std::int64_t column = 0; column < columns_; ++column)
                    second[(first + row) * size_ + first + column] += own[std::size_t(row * columns_ + column)];
        }
    }

private:
    std::int64_t count_, size_, columns_;
    // Whether scores depend on each other: the products of what they are bent to are subtracted then.
    bool is_joint_;
    std::vector<Wide> bent_, sums_, own_;
};

// Of one column of scores, without second derivatives.
double sum_slopes_of_lines(const Table& table, const Scores& scores, double* gradient) {
    Table targets = table;
    targets.columns = 0;
    Tile tile(0);
    Lines lines(table, scores.weights);
    const Slope slope = slope_of(scores.loss);
    Wide found[kGroups], bends[kGroups];
    Total total;
    for (std::int64_t first = 0; first < table.rows; first += Tile::kRows) {
        const int count = int(std::min<std::int64_t>(Tile::kRows, table.rows - first));
        tile.load(targets, first);
        if (count < Tile::kRows) std::fill_n(found, kGroups, Wide());
        lines.score(first, count, reinterpret_cast<double*>(found));
        slope(tile, scores, found, bends, total);
        lines.add(first, count, reinterpret_cast<const double*>(found));
    }
    lines.write(gradient);
    return total.whole();
}

}  // namespace

Blocks blocks_of(const Table& table, const Scores& scores) {
    const std::int64_t columns = table.columns + 1;
    if (scores.loss == Loss::kMultinomial) return {1, columns * scores.columns};
    return {scores.columns, columns};
}

double sum_slopes(const Table& table, const Scores& scores, double* gradient, double* second) {
    if (!second && scores.columns == 1 && table.columns >= kManyFeatures)
        return sum_slopes_of_lines(table, scores, gradient);
    Tile tile(table.columns);
    const Slope slope = slope_of(scores.loss);
    std::vector<Wide> found(std::size_t(scores.columns) * kGroups), bends(found.size());
    std::vector<Wide> lanes(std::size_t(table.columns + 1) * std::size_t(scores.columns));
    Second bent(second ? blocks_of(table, scores) : Blocks{0, 0}, table.columns, scores.loss == Loss::kMultinomial);
    Total total;
    for (std::int64_t first = 0; first < table.rows; first += Tile::kRows) {
        tile.load(table, first);
        std::int32_t column = 0;
        for (; column + kTogether <= scores.columns; column += kTogether)
            score<kTogether>(tile, scores, column, found.data());
        for (; column < scores.columns; ++column) score<1>(tile, scores, column, found.data());
        slope(tile, scores, found.data(), bends.data(), total);
        add_gradient(tile, found.data(), scores.columns, lanes.data());
        if (second) bent.add(tile, bends.data());
    }
    std::transform(lanes.begin(), lanes.end(), gradient, [](const Wide& each) { return sum(each); });
    if (second) bent.write(second);
    return total.whole();
}

}  // namespace kernels
