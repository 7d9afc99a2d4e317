#include "records/reader.h"

#include <algorithm>
#include <bit>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "lines/ansi.h"
#include "records/csv_reader.h"
#include "records/dict_reader.h"
#include "records/keyvalue_reader.h"
#include "records/text_reader.h"

namespace sftdoctor {
namespace {

/// A reader and, on the same lines, the patterns of events that any program may print.
class WithEvents final : public Reader {
 public:
  WithEvents(std::unique_ptr<Reader> inner, const std::vector<const Format*>& always, Engine engine,
             std::string_view sample)
      : inner_(std::move(inner)), events_(always, engine, sample) {}

  void Read(const Block& block, Batch& batch) const override {
    const std::size_t first = batch.records.size();
    inner_->Read(block, batch);
    const std::size_t middle = batch.records.size();
    LineCounts counts = batch.counts;
    events_.Read(block, batch);
    const auto earlier = [](const Record& a, const Record& b) { return a.line < b.line; };
    const auto own = batch.records.begin() + static_cast<std::ptrdiff_t>(first);
    const auto events = batch.records.begin() + static_cast<std::ptrdiff_t>(middle);
    counts.recognized +=
        static_cast<std::uint64_t>(std::count_if(events, batch.records.end(), [&](const Record& event) {
          return !std::binary_search(own, events, event, earlier);
        }));
    batch.counts = counts;
    std::inplace_merge(own, events, batch.records.end(), earlier);
  }

 private:
  std::unique_ptr<Reader> inner_;
  TextReader events_;
};

/// A reader that sees the lines of a coloured log without their colours, which may stand inside of what it searches
/// for.
class WithoutColors final : public Reader {
 public:
  explicit WithoutColors(std::unique_ptr<Reader> inner) : inner_(std::move(inner)) {}

  void Read(const Block& block, Batch& batch) const override {
    std::string text;
    Block plain;
    plain.text = StripAnsi(block.text, text);
    plain.index = block.index;
    plain.offset = block.offset;
    plain.cut = block.cut;
    plain.long_lines = block.long_lines;
    plain.long_bytes = block.long_bytes;
    plain.long_newlines = block.long_newlines;
    inner_->Read(plain, batch);
  }

 private:
  std::unique_ptr<Reader> inner_;
};

std::unique_ptr<Reader> MakePlainReader(const Format& format, const std::vector<const Format*>& always,
                                        const Metrics& metrics, std::string_view head, Engine engine) {
  std::unique_ptr<Reader> inner;
  switch (format.reader) {
    case ReaderKind::kText: {
      std::vector<const Format*> all = {&format};
      std::copy_if(always.begin(), always.end(), std::back_inserter(all),
                   [&](const Format* other) { return other != &format; });
      return std::make_unique<TextReader>(all, engine, head);
    }
    case ReaderKind::kDict:
      inner = std::make_unique<DictReader>(format, metrics, head);
      break;
    case ReaderKind::kCsv:
      inner = std::make_unique<CsvReader>(format, metrics, head);
      break;
    case ReaderKind::kKeyValue:
      inner = std::make_unique<KeyValueReader>(format, metrics);
      break;
    case ReaderKind::kJson:
      throw Error("a JSON document is not read line by line", format.place);
  }
  if (always.empty()) return inner;
  return std::make_unique<WithEvents>(std::move(inner), always, engine, head);
}

}  // namespace

std::vector<const Format*> AlwaysActive(const Catalog& catalog) {
  std::vector<const Format*> always;
  for (const Format& format : catalog.formats) {
    if (format.always) always.push_back(&format);
  }
  return always;
}

void CompileFormats(const Catalog& catalog) {
  for (const Format& format : catalog.formats) {
    if (format.reader == ReaderKind::kText) {
      const TextReader reader({&format}, Engine::kProgram);
      for (const LineMatcher& matcher : reader.matchers()) matcher.Compile();
    } else if (format.reader != ReaderKind::kJson) {
      MakeReader(format, {}, catalog.metrics, "", Engine::kProgram);
    }
  }
}

std::unique_ptr<Reader> MakeReader(const Format& format, const std::vector<const Format*>& always,
                                   const Metrics& metrics, std::string_view head, Engine engine) {
  if (head.find('\x1B') == std::string_view::npos) return MakePlainReader(format, always, metrics, head, engine);
  std::string plain;
  return std::make_unique<WithoutColors>(MakePlainReader(format, always, metrics, StripAnsi(head, plain), engine));
}

#if defined(__SSE2__)

/// A bit for each of the 16 bytes at `p` that ends a line.
static unsigned EndsAmong16(const char* p) {
  const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p));
  const __m128i newlines = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\n')),
                carriages = _mm_cmpeq_epi8(bytes, _mm_set1_epi8('\r'));
  return static_cast<unsigned>(_mm_movemask_epi8(_mm_or_si128(newlines, carriages)));
}

const char* LineStart(const char* floor, const char* at) {
  for (; at - floor >= 16; at -= 16) {
    if (const unsigned ends = EndsAmong16(at - 16)) return at - 16 + std::bit_width(ends);
  }
  while (at > floor && at[-1] != '\n' && at[-1] != '\r') --at;
  return at;
}

const char* LineEnd(const char* at, const char* text_end) {
  for (; at < text_end; at += 16) {
    if (const unsigned ends = EndsAmong16(at)) return std::min(at + std::countr_zero(ends), text_end);
  }
  return text_end;
}

#else

const char* LineStart(const char* floor, const char* at) {
  while (at > floor && at[-1] != '\n' && at[-1] != '\r') --at;
  return at;
}

const char* LineEnd(const char* at, const char* text_end) {
  while (at < text_end && *at != '\n' && *at != '\r') ++at;
  return at;
}

#endif

const char* AfterLineEnd(const char* end, const char* text_end) {
  if (end == text_end) return end;
  return end + (*end == '\r' && end + 1 < text_end && end[1] == '\n' ? 2 : 1);
}

void CountLines(const Block& block, std::uint64_t newlines, std::uint64_t carriages, Batch& batch) {
  batch.newlines_before_text = block.long_newlines;
  batch.newlines = newlines + block.long_newlines;
  batch.counts.lines = newlines + carriages + block.long_lines + (block.cut ? 1 : 0);
  batch.counts.over_long = block.long_lines;
}

}  // namespace sftdoctor
