#include "patches/dose.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"
#include "patches/batch_fit.h"

namespace sftdoctor {
namespace {

using Json = nlohmann::ordered_json;

/// kUnable: the framework has no such key, or the run no such feature; kUnknown: a fact or a value is not known.
enum class Outcome { kChanged, kLeft, kUnable, kUnknown };

/// Three significant digits, as people write rates; still within the bounds.
double Rounded(double value, double low, double high) {
  return std::clamp(std::stod(fmt::format("{:.3g}", value)), low, high);
}

double CeilOf(double value) { return std::ceil(value * (1 - 1e-12)); }

bool IsWhole(double value) { return value == std::floor(value) && std::abs(value) < 1e15; }

std::optional<double> QuantityOf(const Schedule& schedule, const std::string& name) {
  if (name == "effective_batch") return schedule.effective_batch;
  if (name == "steps_per_epoch") return schedule.steps_per_epoch;
  return name == "total_steps" ? schedule.total_steps : std::nullopt;
}

class Dispenser {
 public:
  Dispenser(const TrainingConfig& config, const Facts& facts, const Features& features)
      : config_(config), facts_(facts), features_(features), before_(MakeSchedule(config, facts)) {}

  /// What depends on the patched schedule comes last.
  Dosage Dispense(const Plan::Step& step) {
    std::vector<std::vector<Outcome>> outcomes(step.doses.size());
    for (const bool last : {false, true}) {
      for (std::size_t i = 0; i < step.doses.size(); ++i) {
        for (const KeyEdit& edit : step.doses[i].edits) {
          if (IsLast(edit) == last) outcomes[i].push_back(Give(edit));
        }
      }
    }
    for (std::size_t i = 0; i < step.doses.size(); ++i) {
      const auto is = [&](Outcome wanted) { return std::count(outcomes[i].begin(), outcomes[i].end(), wanted); };
      const std::string& treatment = step.doses[i].treatment;
      if (is(Outcome::kChanged) > 0) {
        out_.effective.push_back(treatment);
        continue;
      }
      if (is(Outcome::kUnable) + is(Outcome::kUnknown) > 0) out_.impossible.push_back(treatment);
      if (is(Outcome::kUnknown) > 0) out_.unknown.push_back(treatment);
    }
    out_.after = PatchedSoFar();
    return std::move(out_);
  }

 private:
  static bool IsLast(const KeyEdit& edit) {
    return edit.kind == KeyEdit::Kind::kRatio && edit.of != "pretrain_learn_rate";
  }

  /// A warmup that is given as a share of all steps stays one; Hugging Face lets a number of steps count first, and
  /// takes one below 1 for a share.
  struct Form {
    std::string key;
    bool is_share = false;
  };
  Form FormOf(const KeyEdit& edit) const {
    if (edit.key != "warmup_steps" || edit.kind != KeyEdit::Kind::kRatio) return {edit.key};
    const auto steps = config_.Number("warmup_steps"), share = config_.Number("warmup_ratio");
    const bool given = config_.Find("warmup_steps") != nullptr;
    if (steps && *steps > 0 && *steps < 1) return {"warmup_steps", true};
    const bool has_steps = !config_.Spelling("warmup_steps").empty();
    if (config_.Find("warmup_ratio") && (!given || steps == 0 || !has_steps) && share) return {"warmup_ratio", true};
    return has_steps ? Form{"warmup_steps"} : Form{"warmup_ratio", true};
  }

  Outcome Give(const KeyEdit& edit) {
    const Form form = FormOf(edit);
    if (const auto refused = WhyNot(edit, form.key)) return *refused;
    if (edit.kind == KeyEdit::Kind::kSet && !edit.value.is_number()) return Set(form.key, edit.value, edit.because);
    if (!edit.along.empty()) return GiveBatch(edit);
    const auto now = Current(form.key);
    if (!now) return Unknown(form.key);
    const Aim aim = form.is_share ? Aim{Kept(*now, edit.keep, 1) ? *now : edit.number} : AimOf(edit, *now);
    if (!aim.to) return aim.without;
    const bool wrong_way = (edit.only == KeyEdit::Only::kRaise && *aim.to < *now) ||
                           (edit.only == KeyEdit::Only::kLower && *aim.to > *now);
    if (wrong_way) return OutOfBounds(edit, *now, *aim.to);
    return Set(form.key, *aim.to, edit.because);
  }

  /// Why the edit is not made, whatever its value would be; nothing when it may be.
  std::optional<Outcome> WhyNot(const KeyEdit& edit, const std::string& key) {
    if (!edit.schedule.empty() && edit.schedule != before_.convention) return Outcome::kLeft;
    if (key.starts_with("warmup_") && before_.convention == "one-cycle") return Outcome::kLeft;
    if (config_.Spelling(key).empty()) return Outcome::kUnable;
    const bool limited = config_.Number("max_steps").value_or(0) > 0;
    if (key == (limited ? "epochs" : "max_steps")) return Outcome::kLeft;  // the one has no effect beside the other
    for (const auto& [other, value] : edit.where.items()) {
      const Setting* setting = config_.Find(other);
      if (!setting || setting->literal.value != value) return Outcome::kLeft;
    }
    const Setting* setting = config_.Find(key);
    if (!setting) {
      if (edit.if_given) return Outcome::kLeft;
      if (!edit.insert && !config_.framework->defaults.contains(key)) return Outcome::kUnable;
    } else if (!setting->literal.known()) {
      return Unknown(key);
    }
    const bool writable = setting && !setting->inherited ? !setting->value_span.empty() : config_.section->insertable;
    return writable ? std::nullopt : std::optional(Unwritable(key));
  }

  Outcome Unwritable(const std::string& key) {
    const std::string name = config_.Spelling(key);
    Remark({fmt::format("{}: left as it is, there is no place in the file where it could be written.", name),
            fmt::format("{}：保持不变，文件中没有可以写入它的位置。", name)});
    return Outcome::kUnable;
  }

  bool IsComputable(const KeyEdit& edit) const {
    return std::all_of(edit.by.begin(), edit.by.end(), [&](const std::string& name) { return features_.Find(name); });
  }

  /// A value is beyond what the dose may come to already. Of a scaled one that is worth a word.
  Outcome OutOfBounds(const KeyEdit& edit, double now, double bound) {
    if (edit.kind != KeyEdit::Kind::kScale || edit.bounds.empty()) return Outcome::kLeft;
    const std::string name = config_.Spelling(edit.key), has = ShortNumber(now), most = ShortNumber(bound);
    const bool high = now > bound;
    Remark({fmt::format("{}: left at {}, which is {} the bound of this plan, {}.", name, has, high ? "above" : "below",
                        most),
            fmt::format("{}：保持 {}，它已经{}此方案的界限 {}。", name, has, high ? "高于" : "低于", most)});
    return Outcome::kLeft;
  }

  Outcome Unknown(const std::string& key) {
    const Setting* setting = config_.Find(key);
    const std::string name = config_.Spelling(key);
    if (!setting) return Outcome::kUnable;
    const std::string why = setting->literal.known() ? setting->literal.value.dump() : setting->literal.unknown;
    Remark({fmt::format("{}: left as it is, its value cannot be told ({}).", name, why),
            fmt::format("{}：保持不变，无法得知它的值（{}）。", name, why)});
    return Outcome::kUnknown;
  }

  /// The number that an edit asks for; without one, why: it asks for no change, or cannot be computed.
  struct Aim {
    std::optional<double> to;
    Outcome without = Outcome::kLeft;
  };

  Aim AimOf(const KeyEdit& edit, double now) {
    const auto unit = UnitOf(edit);
    const auto base = config_.Number(edit.key);
    switch (edit.kind) {
      case KeyEdit::Kind::kSet:
        return {edit.value.get<double>()};
      case KeyEdit::Kind::kScale:
        if (!IsComputable(edit)) return {{}, Outcome::kUnable};
        if (!unit || !base || Kept(*base, edit.keep, *unit)) return {};
        return {Scaled(edit, *base, *unit)};
      case KeyEdit::Kind::kRatio:
        if (!unit) return {{}, NotKnown(edit)};
        if (Kept(now, edit.keep, *unit)) return {};
        return {edit.of == "pretrain_learn_rate" ? edit.number * *unit : CeilOf(RatioOf(edit) * *unit)};
      default:
        return Fitted(edit, now);
    }
  }

  /// A run that is told its length in steps trains no fewer epochs than before, though they have more steps now.
  double RatioOf(const KeyEdit& edit) const {
    const bool epochs = edit.key == "max_steps" && before_.total_steps && before_.steps_per_epoch;
    return epochs ? std::max(edit.number, *before_.total_steps / *before_.steps_per_epoch) : edit.number;
  }

  double Scaled(const KeyEdit& edit, double base, double unit) const {
    double factor = edit.number;
    for (const std::string& name : edit.by) factor *= features_.Find(name)->value;
    const double low = edit.bounds.low ? *edit.bounds.low * unit : -HUGE_VAL;
    const double high = edit.bounds.high ? *edit.bounds.high * unit : HUGE_VAL;
    const double scaled = std::clamp(base * factor, low, high);
    return IsWhole(base) ? CeilOf(scaled) : Rounded(scaled, low, high);
  }

  /// One key that brings the effective batch into its bounds; for the lower one, counting what was set before. Bounds
  /// in rows mean those of all ranks; a share of what was before is the same share of one rank's.
  Aim Fitted(const KeyEdit& edit, double now) {
    const bool share = edit.of == "before";
    const double unit = share ? before_.effective_batch.value_or(BatchBefore()) : 1;
    const double batch = BatchNow();
    if (batch <= 0 || (!share && !before_.effective_batch)) return {{}, NotKnown(edit)};
    if (edit.bounds.high && batch > *edit.bounds.high * unit) {
      const double most = std::floor(now * *edit.bounds.high * unit / batch), grain = GrainOf(edit.key);
      return {std::max(grain, std::floor(most / grain) * grain)};
    }
    if (edit.bounds.low && batch < *edit.bounds.low * unit) return {CeilOf(now * *edit.bounds.low * unit / batch)};
    return {};
  }

  Outcome GiveBatch(const KeyEdit& edit) {
    const auto batch = Current(edit.key), accumulation = Current(edit.along);
    const Setting* along = config_.Find(edit.along);
    if (!batch) return Unknown(edit.key);
    if (!accumulation || (along && !along->literal.known())) return Unknown(edit.along);
    if (!before_.effective_batch) return NotKnown(edit);
    if (!edit.bounds.high || *before_.effective_batch <= *edit.bounds.high) return Outcome::kLeft;
    const double ranks = *before_.effective_batch / (*batch * *accumulation);
    const bool shared = config_.framework->shared_accumulation;
    const double share = shared ? facts_.ranks.value_or(*accumulation) : 1;
    const BatchFit fit = FitBatch(*batch, *accumulation, ranks, *edit.bounds.high, share);
    if (fit.batch * fit.accumulation * ranks > *edit.bounds.high) {
      Remark({fmt::format("The effective batch cannot go below {}: every rank takes at least one row a step.",
                          ShortNumber(fit.batch * fit.accumulation * ranks)),
              fmt::format("有效 batch 无法低于 {}：每张卡每步至少要一条样本。",
                          ShortNumber(fit.batch * fit.accumulation * ranks))});
    }
    const Outcome first = Set(edit.key, fit.batch, edit.because),
                  second = Set(edit.along, fit.accumulation, edit.because);
    return first == Outcome::kChanged ? first : second;
  }

  /// A product of three numbers must stay one: the number that it is a multiple of.
  double GrainOf(const std::string& key) const {
    if (key != "global_batch_size") return 1;
    return std::max(1.0, Current("batch_size_per_gpu").value_or(1) * facts_.ranks.value_or(1));
  }

  double BatchBefore() const { return config_.Number("batch_size_per_gpu").value_or(0) * Accumulation(config_); }
  /// Rows a step as set so far, in the unit of the schedule where that is known, else of one rank.
  double BatchNow() const {
    const double product =
        Current("batch_size_per_gpu").value_or(0) * Current("gradient_accumulation_steps").value_or(1);
    if (!before_.effective_batch || BatchBefore() <= 0) return before_.effective_batch.value_or(product);
    return *before_.effective_batch * product / BatchBefore();
  }
  static double Accumulation(const TrainingConfig& config) {
    return config.Number("gradient_accumulation_steps").value_or(1);
  }

  static bool Kept(double value, const Band& keep, double unit) {
    if (keep.empty()) return false;
    const double slack = 1e-9 * unit;
    return (!keep.low || value >= *keep.low * unit - slack) && (!keep.high || value <= *keep.high * unit + slack);
  }

  /// Of what `floor`, `ceiling`, `keep` and ratios are multiples. A rate is compared by the peak that it leads to.
  std::optional<double> UnitOf(const KeyEdit& edit) {
    if (edit.of.empty() || edit.of == "before") return 1;
    if (edit.of != "pretrain_learn_rate") return QuantityOf(PatchedSoFar().schedule, edit.of);
    const auto rate = config_.Number("learn_rate");
    const bool known = rate && *rate > 0 && before_.peak_lr && *before_.peak_lr > 0;
    return facts_.pretrain_learn_rate * (known ? *rate / *before_.peak_lr : 1);
  }

  Outcome NotKnown(const KeyEdit& edit) {
    const std::string name = config_.Spelling(edit.key);
    const bool needs_rows = edit.fit.empty();
    const char* give = needs_rows ? (before_.effective_batch ? "--rows" : "--rows, --ranks") : "--ranks";
    Remark({fmt::format("{}: left as it is, the number of {} is not known; give {}.", name,
                        needs_rows ? "optimizer steps" : "ranks", give),
            fmt::format("{}：保持不变，因为不知道{}；请给出 {}。", name, needs_rows ? "更新步数" : "卡数", give)});
    return Outcome::kUnknown;
  }

  void Remark(Text text) {
    const auto same = [&](const Text& other) { return other.en == text.en; };
    if (std::none_of(out_.remarks.begin(), out_.remarks.end(), same)) out_.remarks.push_back(std::move(text));
  }

  std::optional<double> Current(const std::string& key) const {
    const auto found = FindNew(key);
    return found ? std::optional(found->value.get<double>()) : config_.Number(key);
  }

  const NewSetting* FindNew(const std::string& key) const {
    const auto& all = out_.settings;
    const auto found = std::find_if(all.begin(), all.end(), [&](const NewSetting& item) { return item.key == key; });
    return found == all.end() ? nullptr : &*found;
  }

  /// A whole number is written as the file writes the key now: 10 or 10.0.
  Json Written(const std::string& key, double number) const {
    const Setting* setting = config_.Find(key);
    const bool as_float = setting && setting->literal.value.is_number_float();
    if (!as_float && IsWhole(number)) return static_cast<std::int64_t>(number);
    return number;
  }

  Outcome Set(const std::string& key, const Json& to, const Text& because) {
    const Json value = to.is_number() ? Written(key, to.get<double>()) : to;
    const Setting* setting = config_.Find(key);
    const auto number = config_.Number(key);
    const bool same = to.is_number() ? number == to.get<double>() : setting && setting->literal.value == to;
    if (const NewSetting* set = FindNew(key); set && set->value == value) return Outcome::kChanged;
    std::erase_if(out_.settings, [&](const NewSetting& item) { return item.key == key; });
    if (same) return Outcome::kLeft;
    out_.settings.push_back({key, value, because});
    return Outcome::kChanged;
  }

  Patched PatchedSoFar() const {
    std::vector<NewValue> values;
    for (const NewSetting& item : out_.settings) values.push_back({config_.Spelling(item.key), item.value});
    Patched patched;
    patched.file = std::make_unique<ConfigFile>(EditConfig(*config_.file, *config_.section, values));
    patched.config = {patched.file.get(), patched.file->Find(config_.section->name), config_.framework};
    patched.facts = facts_;
    const auto old_batch = config_.Number("batch_size_per_gpu"), batch = Current("batch_size_per_gpu");
    if (patched.facts.steps_per_epoch && old_batch && batch && *batch > 0) {
      *patched.facts.steps_per_epoch = std::floor(*facts_.steps_per_epoch * *old_batch / *batch);
    }
    patched.schedule = MakeSchedule(patched.config, patched.facts);
    return patched;
  }

  const TrainingConfig& config_;
  const Facts& facts_;
  const Features& features_;
  Schedule before_;
  Dosage out_;
};

}  // namespace

Dosage Dispense(const Plan::Step& step, const TrainingConfig& config, const Facts& facts, const Features& features) {
  return Dispenser(config, facts, features).Dispense(step);
}

}  // namespace sftdoctor
