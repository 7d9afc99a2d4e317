#include "records/detect.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "base/text.h"
#include "records/csv_reader.h"
#include "records/json_document.h"
#include "records/number.h"
#include "records/reader.h"

namespace sftdoctor {
namespace {

/// A specific format that claims less than this share of what a guess would is an accident.
constexpr double kAccident = 0.05;
/// Formats that claim at least this share of the most claimed lines with a loss are told apart by priority.
constexpr double kSame = 0.5;

std::size_t CountLosses(const Batch& batch, const Metrics& metrics) {
  std::size_t losses = 0;
  for (const Record& record : batch.records) {
    const auto first = batch.values.begin() + record.first_value;
    losses += std::any_of(first, first + record.value_count, [&](const Value& value) {
      const std::string& role = metrics[value.metric].role;
      return role == "loss" || role == "eval-loss" || role == "bleu";
    });
  }
  return losses;
}

/// The sample's whole lines as a block of their own.
Block BlockOf(std::string_view sample) {
  Block block;
  block.buffer.assign(sample.begin(), sample.end());
  block.buffer.push_back('\n');
  block.buffer.insert(block.buffer.end(), kPadding, '\0');
  block.text = std::string_view(block.buffer.data(), sample.size());
  return block;
}

char NextOf(std::string_view text, std::size_t at) {
  at = text.find_first_not_of(" \t\r\n", at);
  return at == std::string_view::npos ? '\0' : text[at];
}

/// `: [0.5, ...` behind a key.
bool IsListOfNumbers(std::string_view behind) {
  const std::size_t colon = behind.find_first_not_of(" \t\r\n");
  if (colon == std::string_view::npos || behind[colon] != ':' || NextOf(behind, colon + 1) != '[') return false;
  const char first = NextOf(behind, behind.find('[') + 1);
  return IsDigit(first) || first == '-' || first == 'N' || first == 'I';
}

/// A first line that is a whole object, and another below it.
bool IsJsonLines(std::string_view sample) {
  const std::size_t end = sample.find('\n');
  if (end == std::string_view::npos) return false;
  const std::string_view line = Trim(sample.substr(0, end));
  return line.starts_with('{') && line.ends_with('}') && NextOf(sample, end) == '{';
}

/// Whether the sample is one JSON value with a key of the format. A format that guesses asks for more, for JSON Lines
/// begin like a document: a list of objects, or a key with a list of numbers.
bool IsJsonDocument(std::string_view sample, const Format& format) {
  const std::size_t start = sample.find_first_not_of(" \t\r\n");
  if (start == std::string_view::npos || (sample[start] != '{' && sample[start] != '[')) return false;
  if (IsJsonLines(sample.substr(start))) return false;
  const bool list = sample[start] == '[' && NextOf(sample, start + 1) == '{';
  return std::any_of(format.when.begin(), format.when.end(), [&](const std::string& key) {
    const std::string quoted = "\"" + key + "\"";
    const std::size_t at = sample.find(quoted);
    if (at == std::string_view::npos) return false;
    return !format.guess || list || IsListOfNumbers(sample.substr(at + quoted.size()));
  });
}

bool HeaderFits(std::string_view sample, const Format& format) {
  if (format.guess) return true;  // its reader looks for a header
  const std::string_view line = sample.substr(0, sample.find_first_of("\r\n"));
  if (line.find_first_of(",;\t") == std::string_view::npos || line.find_first_of("{}") != std::string_view::npos)
    return false;
  return format.when.empty() || NamesOne(line, format.when);
}

Claim ClaimOf(const Format& format, const Catalog& catalog, const Block& block, Engine engine) {
  Claim claim{&format, 0, 0};
  if (format.reader == ReaderKind::kJson) {
    if (IsJsonDocument(block.text, format)) claim.records = claim.losses = block.text.size();
    return claim;
  }
  if (format.reader == ReaderKind::kCsv && !HeaderFits(block.text, format)) return claim;
  Batch batch;
  MakeReader(format, {}, catalog.metrics, block.text, engine)->Read(block, batch);
  std::erase_if(batch.records, [](const Record& record) { return record.value_count == 0; });
  claim.losses = CountLosses(batch, catalog.metrics);
  claim.records = batch.records.size();
  return claim;
}

}  // namespace

std::vector<Claim> RankFormats(const Catalog& catalog, std::string_view sample, Engine engine) {
  const Block block = BlockOf(sample);
  std::vector<Claim> claims;
  for (const Format& format : catalog.formats) {
    if (format.always) continue;
    const Claim claim = ClaimOf(format, catalog, block, engine);
    if (claim.records > 0) claims.push_back(claim);
  }
  const bool losses = std::any_of(claims.begin(), claims.end(), [](const Claim& claim) { return claim.losses > 0; });
  const auto weight = [&](const Claim& claim) { return static_cast<double>(losses ? claim.losses : claim.records); };
  double most = 0, guessed = 0;
  for (const Claim& claim : claims) {
    double& best = claim.format->guess ? guessed : most;
    best = std::max(best, weight(claim));
  }
  const auto rank = [&](const Claim& claim) {
    const bool accident = weight(claim) < kAccident * guessed || weight(claim) == 0;
    const int tier = claim.format->guess ? 1 : accident ? 0 : weight(claim) >= kSame * most ? 3 : 2;
    return std::make_tuple(tier, tier == 3 ? claim.format->priority : 0, weight(claim), claim.format->priority);
  };
  std::stable_sort(claims.begin(), claims.end(), [&](const Claim& a, const Claim& b) { return rank(a) > rank(b); });
  return claims;
}

std::string NotText(std::string_view sample) {
  if (sample.starts_with("\x7F"
                         "ELF"))
    return "an executable";
  if (sample.starts_with("PK\x03\x04")) return "a zip archive (a .bin or .pt checkpoint is one)";
  if (sample.starts_with("PAR1")) return "a parquet table";
  if (sample.starts_with("\x28\xB5\x2F\xFD")) return "zstd-compressed data";
  if (sample.starts_with("\xFD"
                         "7zXZ"))
    return "xz-compressed data";
  if (sample.starts_with("BZh")) return "bzip2-compressed data";
  std::size_t odd = 0;
  for (const char c : sample) odd += static_cast<unsigned char>(c) < 0x20 && !std::strchr("\t\n\r\f\v\b\x1B", c);
  odd += static_cast<std::size_t>(std::count(sample.begin(), sample.end(), '\0'));
  return odd * 20 > sample.size() ? "binary data" : "";
}

}  // namespace sftdoctor
