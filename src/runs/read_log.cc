#include "runs/read_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "lines/block_reader.h"
#include "lines/decode.h"
#include "records/detect.h"
#include "records/json_document.h"
#include "records/reader.h"
#include "runs/choose_format.h"
#include "runs/run_builder.h"

namespace sftdoctor {
namespace {

constexpr std::size_t kBlocksAlone = 16;  ///< a smaller log is done before a second thread has started
constexpr unsigned kMostThreads = 4;

/// Grows `head` from the source to `size` bytes; false when the source ended before.
bool GrowHead(Source& source, std::string& head, std::size_t size) {
  std::size_t have = head.size();
  head.resize(size);
  while (have < size) {
    const std::size_t got = source.Read(head.data() + have, size - have);
    if (got == 0) break;
    have += got;
  }
  head.resize(have);
  return have == size;
}

/// Reads ahead until some format understands enough, and says which.
const Format& Detect(Source& source, const Catalog& catalog, const std::string& path, Engine engine,
                     std::string& head) {
  const Format* best = nullptr;
  for (std::size_t size = kFirstSample;; size *= 4) {
    const bool more = GrowHead(source, head, std::min(size, kLargestSample));
    if (head.empty())
      throw Error("is empty", {path}, "has the run started? `sftdoctor diagnose` wants a log with at least one loss");
    if (const std::string what = NotText(std::string_view(head).substr(0, kFirstSample)); !what.empty()) {
      throw Error(fmt::format("is not a log but {}", what), {path}, "name the text log of the run");
    }
    const FormatChoice choice = ChooseFormat(catalog, head, more, engine);
    if (choice.format) best = choice.format;
    if (choice.sure || !more || size >= kLargestSample) break;
  }
  if (best) return *best;
  throw Error(
      "holds no record that a known log format understands", {path},
      "`sftdoctor formats --test FILE` shows why; a new format is one JSON file, see `sftdoctor formats nanogpt`");
}

/// Bytes that passed through a source.
class Counted final : public Source {
 public:
  Counted(std::unique_ptr<Source> inner, std::uint64_t& bytes) : inner_(std::move(inner)), bytes_(bytes) {}
  std::size_t Read(char* to, std::size_t size) override {
    const std::size_t got = inner_->Read(to, size);
    bytes_ += got;
    return got;
  }

 private:
  std::unique_ptr<Source> inner_;
  std::uint64_t& bytes_;
};

/// Several threads take blocks in turn, read them side by side, and hand their records over in order.
class Pipeline {
 public:
  Pipeline(Source& source, const Reader& reader, RunBuilder& builder, LineCounts& counts)
      : blocks_(source), reader_(reader), builder_(builder), counts_(counts) {}

  void Run(unsigned threads) {
    std::size_t alone = threads > 1 ? kBlocksAlone : ~std::size_t{0};
    Work(alone);
    if (failure_) std::rethrow_exception(failure_);
    if (ended_) return;
    std::vector<std::jthread> others;
    for (unsigned i = 1; i < threads; ++i) {
      others.emplace_back([this] { Work(~std::size_t{0}); });
    }
    Work(~std::size_t{0});
    others.clear();
    if (failure_) std::rethrow_exception(failure_);
  }

 private:
  void Work(std::size_t most) {
    Block block;
    Batch batch;
    while (most-- > 0) {
      try {
        {
          const std::lock_guard lock(reading_);
          if (ended_ || !blocks_.Next(block)) {
            ended_ = true;
            return;
          }
        }
        batch.Clear();
        reader_.Read(block, batch);
        HandOver(block.index, batch);
      } catch (...) {
        Fail();
        return;
      }
    }
  }

  void HandOver(std::uint64_t index, const Batch& batch) {
    std::unique_lock lock(consuming_);
    turn_.wait(lock, [&] { return next_ == index || failure_; });
    if (failure_) return;
    builder_.Consume(batch);
    counts_ += batch.counts;
    ++next_;
    turn_.notify_all();
  }

  void Fail() {
    {
      const std::lock_guard lock(reading_);
      ended_ = true;
    }
    const std::lock_guard lock(consuming_);
    if (!failure_) failure_ = std::current_exception();
    turn_.notify_all();
  }

  BlockReader blocks_;
  const Reader& reader_;
  RunBuilder& builder_;
  LineCounts& counts_;
  std::mutex reading_, consuming_;
  std::condition_variable turn_;
  std::uint64_t next_ = 0;
  bool ended_ = false;
  std::exception_ptr failure_;
};

void ReadDocument(Source& source, const Catalog& catalog, Log& log, RunBuilder& builder) {
  const JsonDocumentResult result = ReadJsonDocument(source, *log.format, catalog.metrics, [&](Batch& batch) {
    builder.Consume(batch);
    log.counts += batch.counts;
  });
  if (result.error.empty()) return;
  log.notes.push_back(fmt::format("line {}: the JSON ends or breaks here ({}); what stands before was judged",
                                  result.error_line, result.error));
}

}  // namespace

Log ReadLog(World& world, const Catalog& catalog, const std::string& path, const ReadOptions& options) {
  ReadOptions own = options;
  if (own.threads == 0) own.threads = std::min(world.Cores(), kMostThreads);
  return ReadLog(world.Open(path), catalog, path, own);
}

Log ReadLog(std::unique_ptr<Source> bytes, const Catalog& catalog, const std::string& path,
            const ReadOptions& options) {
  Log log;
  log.path = path;
  Decoded decoded = Decode(std::move(bytes));
  log.encoding = decoded.encoding;
  auto source = std::make_unique<Counted>(std::move(decoded.source), log.bytes);
  std::string head;
  if (options.format.empty()) {
    log.format = &Detect(*source, catalog, path, options.engine, head);
  } else {
    log.format = &NamedFormat(catalog, options.format);
    GrowHead(*source, head, kFirstSample);
    if (head.empty()) throw Error("is empty", {path}, "has the run started?");
  }
  const std::string sample = head.substr(0, kFirstSample);
  const auto whole = Rejoin(std::move(head), std::move(source));
  RunBuilder builder(catalog, *log.format);
  if (log.format->reader == ReaderKind::kJson) {
    ReadDocument(*whole, catalog, log, builder);
  } else {
    const auto reader = MakeReader(*log.format, AlwaysActive(catalog), catalog.metrics, sample, options.engine);
    Pipeline(*whole, *reader, builder, log.counts).Run(std::max(1u, options.threads));
  }
  log.runs = builder.Finish();
  if (!decoded.note->empty()) log.notes.push_back(*decoded.note);
  const bool nothing = std::all_of(log.runs.begin(), log.runs.end(), [](const Run& run) { return run.records == 0; });
  if (nothing) {
    throw Error(fmt::format("holds no record of the format {}", log.format->id), {path},
                "leave out --input-format to let the format be found, or see `sftdoctor formats --test FILE`");
  }
  return log;
}

}  // namespace sftdoctor
