// Text as a terminal shows it: grapheme clusters and the columns they take.
#pragma once

#include <string_view>

namespace sftdoctor {

struct Cluster {
  std::string_view text;  ///< UTF-8; of what is no UTF-8, one byte
  int columns = 0;        ///< 0 (a lone combining mark), 1 or 2
  bool simple = true;     ///< one code point: every terminal agrees about its width
};

/// The first cluster of a text that is not empty (Unicode text segmentation by utf8proc). Its width is that of its
/// widest code point: marks and joiners add nothing.
Cluster NextCluster(std::string_view text);

}  // namespace sftdoctor
