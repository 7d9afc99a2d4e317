#include "watch/words.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace sftdoctor {
namespace {

/// Joins what is said about one thing to what was said before.
class Line {
 public:
  template <typename... Values>
  void Add(bool known, const char* en, const char* zh, const Values&... values) {
    if (known) Add(Text{fmt::format(fmt::runtime(en), values...), fmt::format(fmt::runtime(zh), values...)});
  }
  void Add(const Text& text) {
    const char* between = text_.en.empty() ? "" : " · ";
    text_.en += between + text.en;
    text_.zh += between + text.zh;
  }
  Text text() && { return std::move(text_); }

 private:
  Text text_;
};

bool Known(double value) { return !std::isnan(value); }

/// Two digits: more of a slope is noise.
std::string Signed(double value) { return fmt::format("{:+.2g}", value); }

}  // namespace

Text DurationText(double seconds) {
  if (!(seconds < 1e10)) return {"?", "?"};
  const auto whole = static_cast<std::int64_t>(std::max(0.0, seconds));
  const std::int64_t days = whole / 86400, hours = whole / 3600, minutes = whole / 60;
  if (days >= 2) return {fmt::format("{} d {} h", days, hours % 24), fmt::format("{} 天 {} 小时", days, hours % 24)};
  if (hours >= 1)
    return {fmt::format("{} h {} min", hours, minutes % 60), fmt::format("{} 小时 {} 分", hours, minutes % 60)};
  if (minutes >= 2) return {fmt::format("{} min", minutes), fmt::format("{} 分钟", minutes)};
  return {fmt::format("{} s", whole), fmt::format("{} 秒", whole)};
}

Text StatusText(const RunStatus& status) {
  const RunStatus& s = status;
  const auto number = [](double value) { return ShortNumber(value); };
  const Text left = DurationText(s.seconds_left);
  Line line;
  line.Add(Known(s.epoch), "epoch {}", "epoch {}", number(s.epoch));
  line.Add(Known(s.step), "step {:.0f}", "第 {:.0f} 步", s.step);
  line.Add(Known(s.loss), "loss {}", "loss {}", number(s.loss));
  line.Add(Known(s.slope) && Known(s.slope_low), "{} an epoch ({} to {})", "每 epoch {}（{} 到 {}）", Signed(s.slope),
           Signed(s.slope_low), Signed(s.slope_high));
  line.Add(Known(s.eval_loss), "evaluation loss {}", "验证 loss {}", number(s.eval_loss));
  line.Add(Known(s.bleu), "BLEU {}", "BLEU {}", number(s.bleu));
  line.Add(Known(s.rate), "lr {}", "学习率 {}", number(s.rate));
  line.Add(Known(s.steps_per_second), "{:.2g} steps/s", "{:.2g} 步/秒", s.steps_per_second);
  line.Add(Known(s.done), "{:.0f} % of the plan", "已完成计划的 {:.0f}%", 100 * s.done);
  if (Known(s.seconds_left)) line.Add({left.en + " left", "还需 " + left.zh});
  line.Add(Known(s.forecast), "forecast {}", "预计最终 {}", number(s.forecast));
  return std::move(line).text();
}

Text PlaceText(const RunStatus& status) {
  const RunStatus& s = status;
  if (Known(s.epoch) && Known(s.step))
    return {fmt::format("epoch {}, step {:.0f}", ShortNumber(s.epoch), s.step),
            fmt::format("epoch {}、第 {:.0f} 步", ShortNumber(s.epoch), s.step)};
  if (Known(s.step)) return {fmt::format("step {:.0f}", s.step), fmt::format("第 {:.0f} 步", s.step)};
  if (Known(s.epoch))
    return {fmt::format("epoch {}", ShortNumber(s.epoch)), fmt::format("epoch {}", ShortNumber(s.epoch))};
  return {};
}

}  // namespace sftdoctor
