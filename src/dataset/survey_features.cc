#include "dataset/survey.h"

namespace sftdoctor {
namespace {

/// Sums over files.
struct Totals {
  double rows = 0, held_out = 0, skipped = 0, empty = 0, not_utf8 = 0, cut = 0, cut_at_most = 0, duplicates = 0,
         conflicts = 0, leaked = 0, prompt_missing = 0, response_missing = 0;
  double train_rows = 0;
  LengthHistogram prompts, responses;
  bool has_prompts = false;
};

Totals Sum(const std::vector<DatasetFile>& files) {
  Totals sum;
  const auto add = [](double& to, std::uint64_t value) { to += static_cast<double>(value); };
  for (const DatasetFile& file : files) {
    add(sum.rows, file.rows);
    add(file.part == Part::kTrain ? sum.train_rows : sum.held_out, file.rows);
    for (const SkippedRows& skipped : file.skipped) add(sum.skipped, skipped.count);
    add(sum.empty, file.empty);
    add(sum.not_utf8, file.not_utf8);
    add(sum.cut, file.cut);
    add(sum.cut_at_most, file.cut_at_most);
    add(sum.duplicates, file.duplicates);
    add(sum.conflicts, file.conflicts);
    add(sum.leaked, file.leaked);
    add(sum.prompt_missing, file.prompt.missing + file.prompt.blank);
    add(sum.response_missing, file.response.missing + file.response.blank);
    sum.prompts.Add(file.prompt.lengths);
    sum.responses.Add(file.response.lengths);
    sum.has_prompts = sum.has_prompts || !file.prompt.column.empty();
  }
  return sum;
}

/// NaN, which is no feature, where there is nothing to have a share in.
double Share(double part, double whole) { return part / whole; }

struct LengthNames {
  const char *least, *median, *p90, *p99, *most, *mean, *short_share, *long_share, *outside_share, *capped_share;
};

constexpr LengthNames kPrompt = {"data.prompt_least",       "data.prompt_median",     "data.prompt_p90",
                                 "data.prompt_p99",         "data.prompt_most",       "data.prompt_mean",
                                 "data.prompt_short_share", "data.prompt_long_share", "data.prompt_outside_share",
                                 "data.prompt_capped_share"};
constexpr LengthNames kResponse = {
    "data.response_least",         "data.response_median",      "data.response_p90",         "data.response_p99",
    "data.response_most",          "data.response_mean",        "data.response_short_share", "data.response_long_share",
    "data.response_outside_share", "data.response_capped_share"};
constexpr LengthNames kText = {"data.text_least",       "data.text_median",     "data.text_p90",
                               "data.text_p99",         "data.text_most",       "data.text_mean",
                               "data.text_short_share", "data.text_long_share", "data.text_outside_share",
                               "data.text_capped_share"};

void SetLengths(const LengthNames& names, const LengthHistogram& lengths, std::uint64_t shortest, std::uint64_t longest,
                Features& out) {
  if (lengths.count() == 0) return;
  const auto number = [](std::uint64_t value) { return static_cast<double>(value); };
  const double all = number(lengths.count());
  const double below = number(lengths.Below(shortest)), above = all - number(lengths.Below(longest + 1));
  out.Set(names.least, number(lengths.least()));
  out.Set(names.median, number(lengths.Quantile(0.5)));
  out.Set(names.p90, number(lengths.Quantile(0.9)));
  out.Set(names.p99, number(lengths.Quantile(0.99)));
  out.Set(names.most, number(lengths.most()));
  out.Set(names.mean, number(lengths.sum()) / all);
  out.Set(names.short_share, below / all);
  out.Set(names.long_share, above / all);
  out.Set(names.capped_share, number(lengths.most_count()) / all);
  out.Set(names.outside_share, (below + above) / all);
}

}  // namespace

Features Survey::ToFeatures() const {
  const Totals sum = Sum(files_);
  Features out;
  out.Set("data.rows", sum.rows);
  out.Set("data.train_rows", sum.train_rows);
  out.Set("data.held_out_rows", sum.held_out);
  out.Set("data.skipped", sum.skipped);
  out.Set("data.skipped_share", Share(sum.skipped, sum.rows + sum.skipped));
  out.Set("data.characters", static_cast<double>(sum.prompts.sum() + sum.responses.sum()));
  out.Set("data.empty", sum.empty);
  out.Set("data.empty_share", Share(sum.empty, sum.rows));
  if (sum.has_prompts) out.Set("data.empty_prompts", sum.prompt_missing);
  out.Set("data.empty_responses", sum.response_missing);
  out.Set("data.not_utf8", sum.not_utf8);
  SetLengths(kPrompt, sum.prompts, kShortestPrompt, kLongestPrompt, out);
  if (sum.has_prompts) SetLengths(kResponse, sum.responses, kShortestResponse, kLongestResponse, out);
  if (!sum.has_prompts) SetLengths(kText, sum.responses, kShortestResponse, kLongestResponse, out);
  if (options_.max_seq_len) {
    out.Set("data.max_seq_len", static_cast<double>(*options_.max_seq_len));
    out.Set("data.cut", sum.cut);
    out.Set("data.cut_share", Share(sum.cut, sum.rows));
    out.Set("data.cut_share_at_most", Share(sum.cut_at_most, sum.rows));
  }
  out.Set("data.duplicates", sum.duplicates);
  out.Set("data.duplicate_share", Share(sum.duplicates, sum.rows));
  if (sum.has_prompts) out.Set("data.conflict_share", Share(sum.conflicts, sum.rows));
  if (sum.train_rows > 0 && sum.held_out > 0) {
    out.Set("data.leaked", sum.leaked);
    out.Set("data.leak_share", Share(sum.leaked, sum.held_out));
  }
  out.Set("data.one_text", sum.has_prompts ? 0 : 1);
  return out;
}

}  // namespace sftdoctor
