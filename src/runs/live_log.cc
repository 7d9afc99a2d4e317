#include "runs/live_log.h"

#include <algorithm>
#include <cstring>

#include "base/error.h"
#include "lines/ansi.h"
#include "records/csv_reader.h"
#include "records/detect.h"
#include "records/phase.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kMarkSize = 3;      ///< bytes that tell gzip and UTF-16
constexpr std::size_t kFirstStep = 1024;  ///< new bytes between two looks at a format that is not sure
constexpr std::size_t kGrowth = 8;        ///< and at least this part of what is there: few looks for any log
constexpr std::size_t kSureGrowth = 8;    ///< a sure format is looked at again when there is so many times as much
constexpr char kNotFollowed[] = "cannot be followed: what is compressed or one JSON document has to be read whole";

/// What a reader takes from a log's start, as text: readers with the same text are the same.
std::string KindOf(const Format& format, const Metrics& metrics, std::string_view sample) {
  std::string kind = format.id, plain;
  if (sample.find('\x1B') != std::string_view::npos) {
    kind += " coloured";
    sample = StripAnsi(sample, plain);
  }
  if (format.reader == ReaderKind::kDict && NamesPhases(sample)) kind += " phases";
  if (format.reader == ReaderKind::kCsv) {
    const CsvHeader header = CsvReader(format, metrics, sample).header();
    kind += std::string(" ") + header.separator + header.line;
  }
  return kind;
}

class MemorySource final : public Source {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  std::size_t Read(char* to, std::size_t size) override {
    size = std::min(size, bytes_.size());
    std::memcpy(to, bytes_.data(), size);
    bytes_.remove_prefix(size);
    return size;
  }

 private:
  std::string_view bytes_;
};

/// Empties a text and gives its memory back, which an assignment would keep.
void Free(std::string& text) { std::string().swap(text); }

}  // namespace

std::shared_ptr<const Reader> Workbench::ReaderFor(const std::string& kind, const Format& format,
                                                   std::string_view sample, Engine engine) {
  std::shared_ptr<const Reader>& reader = readers_[kind];
  if (!reader) reader = MakeReader(format, always, catalog.metrics, sample, engine);
  return reader;
}

LiveLog::LiveLog(Workbench& bench, std::string path, ReadOptions options)
    : bench_(bench), path_(std::move(path)), options_(std::move(options)) {
  options_.threads = 1;
}

void LiveLog::Pass(std::string_view bytes) {
  passed_lines_ += static_cast<std::uint64_t>(std::count(bytes.begin(), bytes.end(), '\n'));
  if (sample_.size() < kFirstSample) sample_ += bytes.substr(0, kFirstSample - sample_.size());
}

void LiveLog::Feed(std::string_view bytes) {
  if (bytes.empty()) return;
  changed_ = true;
  if (!sample_.empty()) {  // what was passed over settles the format, if it can
    head_ = std::exchange(sample_, {});
    marked_ = LooksWhole(head_);
    if (!is_whole_) Look();
    if (!document_ && !is_whole_) {
      settled_ = format_ != nullptr;
      feed_ = {};
      if (settled_) Begin(*format_, kind_, head_);
      Free(head_);
      next_look_ = 0;
    }
  }
  bytes_ += bytes.size();
  if (!refusal_.empty() || is_whole_) return;
  if (!settled_) return FeedYoung(bytes);
  Consume(bytes);
  if (!on_trial_) return;
  head_ += bytes;
  if (counts_.recognized > understood_before_ || head_.size() >= kFirstSample) {
    on_trial_ = false;
    Free(head_);
  } else if (head_.size() >= next_look_) {
    LookAtTrial();
  }
}

void LiveLog::FeedYoung(std::string_view bytes) {
  head_ += bytes;
  if (!marked_ && head_.size() >= kMarkSize) marked_ = LooksWhole(head_);
  if (is_whole_) {
    Free(head_);
    return;
  }
  const bool may_wait = sure_ && head_.size() < 2 * kFirstSample;
  if (head_.size() >= next_look_ && (!may_wait || bench_.TakeTurn())) return Look();
  if (!reader_) return;
  Consume(std::string_view(head_).substr(consumed_));
  consumed_ = head_.size();
}

/// Looks for the marks of gzip and UTF-16, which have to be read whole, and drops that of UTF-8. True: it has looked.
bool LiveLog::LooksWhole(std::string_view start) {
  if (start.starts_with("\xEF\xBB\xBF") && !head_.empty()) {
    head_.erase(0, kMarkSize);
    bytes_ -= std::min<std::uint64_t>(bytes_, kMarkSize);
  }
  is_whole_ = start.starts_with("\x1F\x8B") || start.starts_with("\xFF\xFE") || start.starts_with("\xFE\xFF");
  if (is_whole_ && path_ == "-") refusal_ = kNotFollowed;
  return true;
}

void LiveLog::Look() {
  const std::string_view sample = std::string_view(head_).substr(0, kFirstSample);
  const std::string other = NotText(sample);
  const FormatChoice choice = !other.empty()            ? FormatChoice{nullptr, false, head_.size() >= kFirstSample}
                              : options_.format.empty() ? ChooseFormatSoFar(bench_.catalog, head_, options_.engine)
                                                        : FormatChoice{&NamedFormat(bench_.catalog, options_.format),
                                                                       true, head_.size() >= kFirstSample};
  next_look_ = choice.sure ? kSureGrowth * head_.size() : head_.size() + std::max(kFirstStep, head_.size() / kGrowth);
  next_look_ = std::max(next_look_, std::size_t{1});
  if (head_.size() < kFirstSample) next_look_ = std::min(next_look_, kFirstSample);
  sure_ = choice.sure;
  settled_ = choice.settled;
  document_ = choice.format && choice.format->reader == ReaderKind::kJson ? choice.format : nullptr;
  if (!choice.format || document_) {
    if (format_) BeginAnew();
    is_whole_ = document_ && settled_;
    if (!choice.format && settled_) refusal_ = other.empty() ? "no known log format understands it" : "is " + other;
    if (is_whole_ && path_ == "-") refusal_ = kNotFollowed;
  } else {
    std::string kind = KindOf(*choice.format, bench_.catalog.metrics, sample);
    if (choice.format != format_ || kind != kind_) Begin(*choice.format, std::move(kind), sample);
    Consume(std::string_view(head_).substr(consumed_));
    consumed_ = head_.size();
  }
  if (settled_) Free(head_);
}

/// A further file of which nothing fits the format that we know.
void LiveLog::LookAtTrial() {
  next_look_ = 2 * head_.size();
  const FormatChoice choice = ChooseFormatSoFar(bench_.catalog, head_, options_.engine);
  if (!options_.format.empty() || !choice.sure || choice.format == format_) return;
  std::string head = std::move(head_);
  BeginAnew();
  bytes_ = head.size();
  settled_ = on_trial_ = sure_ = false;
  passed_lines_ = 0;
  next_look_ = 0;
  FeedYoung(head);
}

void LiveLog::Begin(const Format& format, std::string kind, std::string_view sample) {
  if (format_) BeginAnew();
  whole_.reset();
  format_ = &format;
  kind_ = std::move(kind);
  reader_ = bench_.ReaderFor(kind_, format, sample, options_.engine);
  builder_.emplace(bench_.catalog, format);
  builder_->PassLines(passed_lines_);
  first_line_ = passed_lines_ + 1;
}

/// Forgets what was understood.
void LiveLog::BeginAnew() {
  ++generation_;
  format_ = nullptr;
  reader_.reset();
  builder_.reset();
  feed_ = {};
  counts_ = {};
  consumed_ = 0;
  first_line_ = 1;
}

void LiveLog::Consume(std::string_view bytes) {
  feed_.Feed(bytes, bench_.block, [&](const Block& block) { ConsumeBlock(block, *builder_, counts_); });
}

void LiveLog::ConsumeBlock(const Block& block, RunBuilder& builder, LineCounts& counts) const {
  Batch& batch = bench_.batch;
  batch.Clear();
  reader_->Read(block, batch);
  builder.Consume(batch);
  counts += batch.counts;
}

void LiveLog::EndFile() {
  const bool understood = format_ && sure_;
  if (!understood) {  // too little was seen of the old file to say that the new one goes on from it
    BeginAnew();
    settled_ = marked_ = is_whole_ = on_trial_ = sure_ = false;
    document_ = nullptr;
    next_look_ = 0;
    bytes_ = passed_lines_ = 0;
    Free(head_);
    refusal_.clear();
    return;
  }
  if (feed_.Rest(bench_.block)) ConsumeBlock(bench_.block, *builder_, counts_);
  feed_ = {};
  settled_ = on_trial_ = true;
  Free(head_);
  next_look_ = kFirstStep;
  understood_before_ = counts_.recognized;
  first_line_ = builder_->lines_before() + 1;
}

void LiveLog::Settle() {
  if (!changed_ || !refusal_.empty()) return;
  changed_ = false;
  if (!settled_ && !is_whole_ && !head_.empty()) Look();
  if (is_whole_ || document_) ReadWhole();
}

void LiveLog::ReadWhole() {
  try {
    Log log = is_whole_ ? ReadLog(bench_.world, bench_.catalog, path_, options_)
                        : ReadLog(std::make_unique<MemorySource>(head_), bench_.catalog, path_, options_);
    const bool half = !log.notes.empty() && whole_ && whole_->notes.empty();  // it is just being written
    if (!half) whole_ = std::make_shared<const Log>(std::move(log));
    sure_ = true;
  } catch (const Error&) {  // gone, or just being written: what was read before stands
  }
}

const Run* LiveLog::run() const {
  if (!builder_) return whole_ ? &whole_->runs.back() : nullptr;
  const Run& run = builder_->current();
  return run.records > 0 || builder_->count() > 1 ? &run : nullptr;
}

std::size_t LiveLog::runs() const { return builder_ ? builder_->count() : whole_ ? whole_->runs.size() : 0; }

void LiveLog::ForgetEarlier() {
  if (builder_) builder_->ForgetEarlier();
}

Log LiveLog::Outline() const {
  Log log;
  log.path = path_;
  log.format = format_;
  log.bytes = bytes_;
  log.counts = counts_;
  return log;
}

std::shared_ptr<const Log> LiveLog::Current(bool rest) {
  if (!builder_) return whole_;
  auto log = std::make_shared<Log>(Outline());
  if (!rest || !feed_.Rest(bench_.block)) {
    log->runs.push_back(builder_->Current());
    return log;
  }
  RunBuilder builder = *builder_;
  ConsumeBlock(bench_.block, builder, log->counts);
  log->runs.push_back(builder.Current());
  return log;
}

Log LiveLog::Snapshot() {
  Settle();
  if (!builder_ && whole_) return *whole_;
  if (!builder_) return ReadLog(std::make_unique<MemorySource>(head_), bench_.catalog, path_, options_);
  Log log = Outline();
  RunBuilder builder = *builder_;
  if (feed_.Rest(bench_.block)) ConsumeBlock(bench_.block, builder, log.counts);
  log.runs = builder.Finish();
  const bool nothing = std::all_of(log.runs.begin(), log.runs.end(), [](const Run& run) { return run.records == 0; });
  if (nothing) throw Error("holds no record of the format " + log.format->id, {path_});
  return log;
}

}  // namespace sftdoctor
