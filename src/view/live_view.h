// The full-screen view of `tail`: keys in, frames out, as the fleet goes on.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "base/world.h"
#include "catalog/catalog.h"
#include "reports/session.h"
#include "view/frame.h"
#include "view/keys.h"
#include "view/painter.h"
#include "watch/display.h"

namespace sftdoctor {

class LiveView final : public Display {
 public:
  /// Writes the HTML report of what is followed and returns its path. May throw Error.
  using WriteReport = std::function<std::string(const Fleet&)>;

  /// Takes the terminal over until Close() or the end of this.
  LiveView(World& world, std::unique_ptr<Terminal> terminal, const Catalog& catalog, const Style& style,
           WriteReport write_report);

  void Show(const WatchEvent& event) override;
  void Refresh(const Fleet& fleet, const Moment& now) override;
  bool ended() const override { return state_.wants_end; }
  /// Gives the terminal back and leaves the last standing of the runs on it.
  void Close(const Fleet& fleet, const Moment& now) override;

 private:
  bool TakeKeys(const Moment& now);
  void Report(const Fleet& fleet, const Moment& now);
  void ReadLogTail();
  void DrawFrame(const Fleet& fleet, const Moment& now);

  World& world_;
  std::unique_ptr<Terminal> terminal_;
  Style style_;
  WriteReport write_report_;
  Painter painter_;
  ViewFrame frame_;
  ViewState state_;
  KeyReader keys_;
  FrameContent content_;
  bool stale_ = true;  ///< something happened since the last frame
  double drawn_ = 0;   ///< when that was, steady seconds
  double typed_ = 0;   ///< when a key was pressed last
  double message_until_ = 0;
  Terminal::Size size_;
};

/// The colours of this terminal; none at all when the style has none.
ColorDepth DepthFor(const Style& style, World& world);

}  // namespace sftdoctor
