#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "commands/commands.h"
#include "lines/decode.h"
#include "records/detect.h"
#include "records/text_reader.h"
#include "runs/read_log.h"

namespace sftdoctor {
namespace {

std::string List(const Catalog& catalog, bool chinese) {
  std::string out;
  for (const Format& format : catalog.formats) {
    out += fmt::format("{:<22} {:<9} {}\n", format.id, ReaderNames()[static_cast<std::size_t>(format.reader)],
                       format.title.In(chinese));
  }
  return out;
}

std::string Show(const Format& format, const Catalog& catalog, bool chinese) {
  std::string out = fmt::format("{}: {}\nreader {}, losses in {}, priority {}\n", format.id, format.title.In(chinese),
                                ReaderNames()[static_cast<std::size_t>(format.reader)],
                                UnitNames()[static_cast<std::size_t>(format.unit)], format.priority);
  for (const LinePattern& pattern : format.patterns) {
    const LineMatcher matcher(pattern, Engine::kProgram);
    out += fmt::format("\n{}{}\n  {}\n", pattern.id, matcher.fast() ? "" : " (RE2)", pattern.expression);
    for (const auto& [name, field] : pattern.fields) {
      out += fmt::format("    {} -> {}{}\n", name, catalog.metrics[field.metric].id, field.log ? " (natural log)" : "");
    }
    if (pattern.event != Event::kNone)
      out += fmt::format("    event {}\n", EventNames()[static_cast<std::size_t>(pattern.event)]);
  }
  for (const auto& [key, field] : format.fields) {
    out += fmt::format("{} -> {}\n", key, field.metric == kNoMetric ? "ignored" : catalog.metrics[field.metric].id);
  }
  if (!format.when.empty()) out += fmt::format("looks for: {}\n", fmt::join(format.when, ", "));
  out += "\nsamples:\n";
  for (const FormatSample& sample : format.samples)
    out += fmt::format("  {:<20} {}\n", sample.pattern.value_or("(not claimed)"), sample.line);
  return out;
}

constexpr std::size_t kSampleBytes = std::size_t{1} << 20;
constexpr std::size_t kShownLines = 3;  ///< examples of each kind

std::string ReadSample(World& world, const std::string& path) {
  const auto source = Decode(world.Open(path)).source;
  std::string sample(kSampleBytes, '\0');
  std::size_t have = 0;
  for (std::size_t got; have < sample.size() && (got = source->Read(sample.data() + have, sample.size() - have)) > 0;)
    have += got;
  sample.resize(have);
  return sample;
}

std::string Shortened(std::string_view line) {
  std::string out = ValidUtf8(line.substr(0, 110));
  std::replace_if(
      out.begin(), out.end(), [](char c) { return static_cast<unsigned char>(c) < 0x20; }, ' ');
  return out + (line.size() > 110 ? " ..." : "");
}

/// Which pattern takes which line of the sample, with a few examples of each, and of the lines that none takes.
std::string ClaimsByPattern(const Format& format, std::string_view sample) {
  const TextReader reader({&format}, Engine::kProgram);
  std::vector<std::pair<std::string, std::vector<std::string>>> groups;
  std::vector<std::size_t> counts;
  std::size_t number = 0;
  for (const std::string_view line : Split(sample, '\n')) {
    ++number;
    if (Trim(line).empty()) continue;
    Batch batch;
    const LineMatcher* matcher = reader.Claim(line, batch);
    const std::string id = matcher ? matcher->pattern().id : "(skipped: no pattern fits)";
    auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == id; });
    if (group == groups.end()) {
      groups.push_back({id, {}});
      counts.push_back(0);
      group = groups.end() - 1;
    }
    ++counts[static_cast<std::size_t>(group - groups.begin())];
    if (group->second.size() < kShownLines) group->second.push_back(fmt::format("{:>7}  {}", number, Shortened(line)));
  }
  std::string out;
  for (std::size_t i = 0; i < groups.size(); ++i) {
    out += fmt::format("\n{}: {} line{}\n", groups[i].first, counts[i], counts[i] == 1 ? "" : "s");
    for (const std::string& example : groups[i].second) out += example + "\n";
  }
  return out;
}

int Test(const FormatsOptions& options, const Catalog& catalog, World& world) {
  const std::string sample = ReadSample(world, options.test);
  if (sample.empty()) throw Error("is empty", {options.test});
  if (const std::string what = NotText(sample); !what.empty()) throw Error("is not a log but " + what, {options.test});
  const std::vector<Claim> claims = RankFormats(catalog, sample, Engine::kProgram);
  std::string out;
  for (const Claim& claim : claims) {
    const std::string how = claim.format->reader == ReaderKind::kJson
                                ? "holds its keys"
                                : fmt::format("{} records, {} with a loss or BLEU", claim.records, claim.losses);
    out += fmt::format("{}{:<22} {}{}\n", &claim == claims.data() ? "* " : "  ", claim.format->id, how,
                       claim.format->guess ? " (a guess)" : "");
  }
  if (claims.empty()) out += "no format understands a line of this log\n";
  const Format* best = claims.empty() ? nullptr : claims.front().format;
  if (best && best->reader == ReaderKind::kText) out += ClaimsByPattern(*best, sample);
  if (best && best->reader != ReaderKind::kText) {
    const Log log = ReadLog(world, catalog, options.test, {});
    out += fmt::format("\n{} lines: {} recognised, {} look like records but do not fit, {} other\n", log.counts.lines,
                       log.counts.recognized, log.counts.misfit,
                       log.counts.lines - std::min(log.counts.lines, log.counts.recognized + log.counts.misfit));
  }
  world.Write(Stream::kOut, out);
  return claims.empty() ? 2 : 0;
}

}  // namespace

int RunFormats(const FormatsOptions& options, World& world) {
  const Catalog catalog = LoadCatalogFor(options.common, world, {"metrics/", "formats/"});
  const bool chinese = StyleFor(options.common, world, Stream::kOut).chinese;
  if (!options.test.empty()) return Test(options, catalog, world);
  if (options.id.empty()) {
    world.Write(Stream::kOut, List(catalog, chinese));
    return 0;
  }
  if (const Format* format = catalog.FindFormat(options.id)) {
    world.Write(Stream::kOut, Show(*format, catalog, chinese));
    return 0;
  }
  const std::string nearest = NearestSpelling(options.id, catalog.format_ids());
  throw Error(fmt::format("there is no log format \"{}\"", options.id), {},
              nearest.empty() ? "`sftdoctor formats` lists them" : fmt::format("did you mean \"{}\"?", nearest));
}

}  // namespace sftdoctor
