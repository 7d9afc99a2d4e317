// A log that is still being written: the incremental twin of ReadLog.
#pragma once

#include <limits>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/world.h"
#include "catalog/catalog.h"
#include "lines/block_feed.h"
#include "records/reader.h"
#include "runs/choose_format.h"
#include "runs/read_log.h"
#include "runs/run_builder.h"

namespace sftdoctor {

/// What all live logs of a program share: the readers, by what tells them apart, and room to work in.
class Workbench {
 public:
  Workbench(World& world, const Catalog& catalog) : world(world), catalog(catalog), always(AlwaysActive(catalog)) {}

  /// The reader that MakeReader() would make of a log's first sample.
  std::shared_ptr<const Reader> ReaderFor(const std::string& kind, const Format& format, std::string_view sample,
                                          Engine engine);

  /// Whether a log that knows its format may make sure of it now: logs that grow alike would do so all at once, and it
  /// takes as long as many lines.
  bool TakeTurn() { return turns > 0 && turns-- > 0; }

  World& world;
  const Catalog& catalog;
  const std::vector<const Format*> always;
  std::size_t turns = std::numeric_limits<std::size_t>::max();  ///< left until somebody sets it again
  Block block;
  Batch batch;

 private:
  std::map<std::string, std::shared_ptr<const Reader>> readers_;
};

/// Takes the bytes of one log in pieces, however cut, and has at any time what ReadLog would read of them. Until the
/// format is settled (128 KiB, as a rule) the bytes are kept and looked at again; afterwards only an unfinished line
/// is. JSON documents, compressed and UTF-16 logs are read again whole when they have changed; standard input cannot
/// be.
class LiveLog {
 public:
  LiveLog(Workbench& bench, std::string path, ReadOptions options);

  /// The next bytes.
  void Feed(std::string_view bytes);
  /// Bytes before those that are to be read: they tell the format and count as lines, no more. Only before Feed().
  void Pass(std::string_view bytes);
  /// What was fed ends here, for its file was replaced or cut: the last line gets no end. What follows is another file
  /// of the same log, or of another: when it is in another format, all begins anew.
  void EndFile();

  /// Takes the last look at a format that is not settled, so that Current() and Snapshot() are what ReadLog would give
  /// for the same bytes, and reads again what is read whole.
  void Settle();

  const Format* format() const { return format_ ? format_ : whole_ ? whole_->format : document_; }
  /// Whether enough was seen to be sure of the format.
  bool sure() const { return sure_; }
  /// Why nothing is read of it; empty while there is hope.
  const std::string& refusal() const { return refusal_; }
  /// The last run as it stands, for cheap looks; null when nothing was understood yet.
  const Run* run() const;
  std::size_t runs() const;
  /// Values of that run that are NaN or infinite, so far; 0 of what is read whole.
  std::uint64_t nonfinite() const { return builder_ ? builder_->nonfinite() : 0; }
  /// Counts up when what was understood is given up, for the format was another.
  std::size_t generation() const { return generation_; }
  std::uint64_t bytes() const { return bytes_; }
  /// Whether bytes came since the last Settle() that only Settle() can read.
  bool stale() const { return changed_ && (is_whole_ || document_); }
  /// First line, in the log as fed, of the file that is being written.
  std::uint64_t first_line_of_file() const { return first_line_; }

  /// The log with its last run only. `rest`: with the unfinished line, as at the end of a file.
  std::shared_ptr<const Log> Current(bool rest);
  /// The log as ReadLog would read the same bytes now. The slow way, for tests. Throws Error as ReadLog does.
  Log Snapshot();
  /// Gives back the memory of earlier runs.
  void ForgetEarlier();

 private:
  void FeedYoung(std::string_view bytes);
  bool LooksWhole(std::string_view start);
  void Look();
  void LookAtTrial();
  void Begin(const Format& format, std::string kind, std::string_view sample);
  void BeginAnew();
  void Consume(std::string_view bytes);
  void ConsumeBlock(const Block& block, RunBuilder& builder, LineCounts& counts) const;
  void ReadWhole();
  Log Outline() const;

  Workbench& bench_;
  std::string path_;
  ReadOptions options_;

  // While the format is not settled, and for a further file until something of it was understood.
  std::string head_;           ///< first bytes
  std::string sample_;         ///< those that were passed over
  std::size_t consumed_ = 0;   ///< bytes of head_ that were read
  std::size_t next_look_ = 0;  ///< size of head_ at which the format is thought over
  bool marked_ = false;        ///< the byte-order or gzip mark was looked for
  bool sure_ = false, settled_ = false, on_trial_ = false;

  // What is read as it comes.
  const Format* format_ = nullptr;
  std::string kind_;  ///< of the reader
  std::shared_ptr<const Reader> reader_;
  std::optional<RunBuilder> builder_;
  BlockFeed feed_;
  LineCounts counts_;
  std::uint64_t bytes_ = 0, passed_lines_ = 0, first_line_ = 1;
  std::uint64_t understood_before_ = 0;  ///< lines that were recognised when the file on trial began
  std::size_t generation_ = 0;
  std::string refusal_;

  // What is read whole.
  const Format* document_ = nullptr;  ///< of a JSON document, whose bytes may still be in head_
  bool is_whole_ = false;             ///< has to be opened again
  bool changed_ = false;
  std::shared_ptr<const Log> whole_;
};

}  // namespace sftdoctor
