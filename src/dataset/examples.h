// Rows -> what a model learns from: prompt and response, whatever the columns are called.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "catalog/layout.h"
#include "dataset/json_scan.h"
#include "dataset/rows.h"

namespace sftdoctor {

/// The columns that the user names; empty: found by the layouts of the catalog.
struct NamedColumns {
  std::string prompt, response;
  bool empty() const { return prompt.empty() && response.empty(); }
};

/// How a dataset is laid out: a layout with the file's own spelling of its columns and those it does not have left out.
/// A response alone is text to pretrain on. Throws Error that lists the columns when no layout fits.
Layout ChooseLayout(const std::vector<Column>& columns, const std::vector<Layout>& layouts, const NamedColumns& named,
                    const std::string& path);

/// A row as an example. What is missing or null is not there; texts may be blank, and are of any bytes. Views live
/// until the next row.
struct Example {
  std::optional<std::string_view> prompt;  ///< always missing where the layout is one text
  std::optional<std::string_view> response;
  std::string_view context;  ///< turns before the prompt, as JSON; empty elsewhere
};

/// Reads the examples of a dataset, in order.
class ExampleReader {
 public:
  ExampleReader(std::unique_ptr<RowReader> rows, Layout layout);

  bool Next(Example& example);
  const RowReader& rows() const { return *rows_; }
  const Layout& layout() const { return layout_; }

 private:
  void ReadPair(Example& example);
  void ReadTurns(Example& example);
  std::optional<std::string_view> JoinTurns(std::size_t begin, std::size_t end, std::string& storage) const;

  struct Turn {
    enum class Speaker { kOther, kUser, kAssistant };
    Speaker speaker = Speaker::kOther;
    std::string text;
  };
  bool ReadTurn(std::string_view json, Turn& turn);

  std::unique_ptr<RowReader> rows_;
  Layout layout_;
  JsonScanner scanner_;
  std::vector<JsonMember> elements_, members_;
  std::vector<Turn> turns_;
  std::size_t turn_count_ = 0;  ///< of this row; the others are kept for their memory
  std::string prompt_, response_, scratch_;
};

}  // namespace sftdoctor
