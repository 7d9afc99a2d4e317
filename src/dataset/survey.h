// Dataset files -> dataset facts: what the rows are like, as numbers and with a few samples.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "catalog/layout.h"
#include "dataset/examples.h"
#include "dataset/first_rows.h"
#include "dataset/length_histogram.h"
#include "trends/features.h"

namespace sftdoctor {

/// What the rows of a file are for.
enum class Part { kTrain, kValidation, kTest };

/// By the name of a file: "valid", "val", "dev" or "eval" as a word of it is validation, "test" is test, all else
/// training.
Part PartOf(std::string_view path);

/// The prompts or the responses of a file.
struct FieldFacts {
  std::string column;  ///< or columns, joined by " + "; empty: the file has no such field
  std::uint64_t missing = 0, blank = 0;
  LengthHistogram lengths;  ///< in characters, of those that are neither
};

struct DatasetFile {
  std::string path, format, layout;
  Part part = Part::kTrain;
  std::vector<Column> columns;
  std::vector<SkippedRows> skipped;
  std::vector<Text> notes;
  std::optional<Error> failure;  ///< why it could not be read to its end; the rest is about the rows before
  std::uint64_t rows = 0;
  FieldFacts prompt, response;
  std::uint64_t empty = 0;        ///< rows that lack a prompt or response, or have a blank one
  std::uint64_t not_utf8 = 0;     ///< rows with other bytes
  std::uint64_t cut = 0;          ///< rows that the longest sequence cuts, by the fewest tokens that they can have
  std::uint64_t cut_at_most = 0;  ///< the same, by characters
  std::uint64_t duplicates = 0;   ///< rows that were seen before in the same part
  std::uint64_t conflicts = 0;    ///< other rows whose prompt was seen before in the same part
  std::uint64_t leaked = 0;       ///< rows of validation and test that are training rows too
};

/// A row that shows a problem.
struct RowSample {
  std::size_t file = 0;
  std::uint64_t place = 0;   ///< line of a text file, row of a parquet file
  std::string text;          ///< start of what is wrong, any bytes
  std::uint64_t length = 0;  ///< in characters, of all of it
  bool is_prompt = false;
  std::optional<std::pair<std::size_t, std::uint64_t>> same_as;  ///< file and place of the earlier row
};

struct SurveyOptions {
  std::vector<Layout> layouts;
  NamedColumns columns;
  std::optional<std::uint64_t> max_seq_len;  ///< tokens that a prompt or a response may have
};

/// Usual bounds of lengths, in characters. Shorter prompts ask nothing; longer ones and longer responses are cut by the
/// sequence lengths of small models; responses under 20 teach to be terse.
inline constexpr std::uint64_t kShortestPrompt = 10, kLongestPrompt = 200;
inline constexpr std::uint64_t kShortestResponse = 20, kLongestResponse = 500;

/// Reads files one after the other: the training files first, as later ones are compared with them.
class Survey {
 public:
  explicit Survey(SurveyOptions options) : options_(std::move(options)) {}

  /// `progress` is told now and then which share of the file was read. Throws Error as OpenRows() and ChooseLayout()
  /// do, or when the first row cannot be read; a file that fails later is kept, with its failure.
  void Read(World& world, const std::string& path, Part part, const std::function<void(double)>& progress);

  const std::vector<DatasetFile>& files() const { return files_; }
  /// The first rows that show a problem, by the name of the check it belongs to ("data/duplicate").
  const std::map<std::string, std::vector<RowSample>>& samples() const { return samples_; }

  /// The facts as features data.*, over all files; the whole list is in ARCHITECTURE.md.
  Features ToFeatures() const;

 private:
  /// What is remembered of a part.
  struct Seen {
    FirstRows rows, prompts;
    std::vector<std::pair<std::size_t, std::size_t>> files;  ///< first index in `rows` -> file
  };

  void Look(const Example& example, DatasetFile& file);
  std::uint64_t Measure(const std::optional<std::string_view>& text, bool is_prompt, FieldFacts& facts);
  void Compare(const Example& example, DatasetFile& file);
  void Keep(const char* check, std::string_view text, bool is_prompt, std::optional<std::size_t> earlier = std::nullopt,
            const Seen* seen = nullptr);

  SurveyOptions options_;
  std::vector<DatasetFile> files_;
  std::map<std::string, std::vector<RowSample>> samples_;
  Seen seen_[3];
  std::uint64_t place_ = 0;
};

}  // namespace sftdoctor
