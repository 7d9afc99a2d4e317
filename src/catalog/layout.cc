#include "catalog/layout.h"

namespace sftdoctor {

Layout ReadLayout(const std::string& id, const Document& document) {
  Node node(document);
  Layout layout;
  layout.id = id;
  layout.title = node.Member("title").Bilingual();
  layout.priority = static_cast<int>(node.Number("priority", 0));
  const int kinds = node.Has("prompt") + node.Has("text") + node.Has("turns");
  if (kinds != 1) node.Fail("must hold exactly one of prompt, text, turns");
  if (node.Has("text")) {
    layout.kind = Layout::Kind::kText;
    layout.response = node.Member("text").String();
  } else if (node.Has("turns")) {
    layout.kind = Layout::Kind::kTurns;
    layout.response = node.Member("turns").String();
    layout.role = node.Member("role").Strings();
    layout.content = node.Member("content").Strings();
    layout.user = node.Member("user").Strings();
    layout.assistant = node.Member("assistant").Strings();
  } else {
    const Node prompt = node.Member("prompt");
    layout.prompt = prompt.Strings();
    if (layout.prompt.empty()) prompt.Fail("must name at least one column");
    layout.response = node.Member("response").String();
  }
  node.Close();
  return layout;
}

}  // namespace sftdoctor
