// The view of `tail` as a whole: logs that grow, keys that are typed, and what a terminal shows of it.
#include <doctest/doctest.h>

#include <memory>

#include "commands/commands.h"
#include "tests/support/chat_log.h"
#include "tests/support/live_world.h"
#include "tests/support/source_tree.h"
#include "tests/support/virtual_terminal.h"
#include "view/pane_layout.h"

namespace sftdoctor::tests {
namespace {

/// What is typed at a terminal of this size and what it shows; shared with the one that the program takes.
struct Desk {
  int columns = 120, rows = 36;
  VirtualTerminal shown{120, 36};
  std::string typed, written;
  bool disturbed = false, gone = false, given_back = false;

  void Resize(int to_columns, int to_rows) {
    columns = to_columns;
    rows = to_rows;
    shown.Resize(columns, rows);
  }
  std::string Page() const {
    std::string page;
    for (int y = 0; y < rows; ++y) page += shown.Row(y) + "\n";
    return page;
  }
  bool Shows(std::string_view text) const { return Page().find(text) != std::string::npos; }
};

class DeskTerminal final : public Terminal {
 public:
  DeskTerminal(Desk& desk, const std::string& enter, std::string leave) : desk_(desk), leave_(std::move(leave)) {
    Write(enter);
  }
  ~DeskTerminal() override {
    desk_.gone = false;
    Write(leave_);
    desk_.given_back = true;
  }
  Size size() override { return {desk_.columns, desk_.rows}; }
  std::string Typed() override { return std::exchange(desk_.typed, {}); }
  bool Disturbed() override { return std::exchange(desk_.disturbed, false); }
  void Write(std::string_view bytes) override {
    if (desk_.gone) throw BrokenPipe{};
    desk_.written += bytes;
    desk_.shown.Write(bytes);
  }

 private:
  Desk& desk_;
  std::string leave_;
};

struct Bedside {
  LiveWorld world;
  Desk desk;
  Bedside() {
    world.terminals = {Stream::kOut};
    world.environment = {{"TERM", "xterm-256color"}};
    world.take_terminal = [this](const std::string& enter, const std::string& leave) {
      return std::make_unique<DeskTerminal>(desk, enter, leave);
    };
    for (const char* story : {"high-start", "healthy-sft"}) {
      const auto folder = kSourceDirectory / "samples" / story / "logs";
      for (const auto& file : std::filesystem::directory_iterator(folder))
        world.Append(std::string("logs/") + story + ".log", ReadText(file.path()));
    }
  }
  void TypeAt(double seconds, const std::string& keys) {
    world.At(seconds, [this, keys] { desk.typed += keys; });
  }
  template <typename Look>
  void LookAt(double seconds, Look look) {
    world.At(seconds, look);
  }
  int Run(std::vector<const char*> arguments = {}) {
    arguments.insert(arguments.begin(), {"sftdoctor", "tail", "logs/high-start.log", "logs/healthy-sft.log"});
    return RunCommandLine(static_cast<int>(arguments.size()), arguments.data(), world);
  }
};

TEST_CASE("the view lists runs, draws the chosen one, and says what was found and what comes next") {
  Bedside bed;
  bed.LookAt(3, [&] {
    for (const char* text : {"2 runs", "high-start.log", "healthy-sft.log", "critical", "5.785", "loss 1/", "target",
                             "error[loss/high-start]", "loss.start", "next:", "avg_bleu4_score:0.0058"}) {
      CHECK_MESSAGE(bed.desk.Shows(text), std::string(text) << "\n" << bed.desk.Page());
    }
  });
  bed.TypeAt(4, "j");
  bed.LookAt(5, [&] { CHECK_MESSAGE(bed.desk.Shows("healthy-sft.log ─"), bed.desk.Page()); });
  bed.TypeAt(6, "q");
  CHECK(bed.Run() == 1);
  CHECK(bed.desk.given_back);
  CHECK(bed.desk.written.ends_with("\x1B[?1049l"));
  CHECK(bed.world.out.find("critical") != std::string::npos);
  CHECK(bed.world.err.empty());
}

TEST_CASE("what the terminal shows after keys and resizes is what a full repaint would show") {
  Bedside bed;
  double at = 2;
  const std::pair<int, int> sizes[] = {{120, 36}, {80, 24}, {20, 5}, {1, 1}, {200, 50}, {60, 14}};
  for (const char* keys : {"j", "\t", "/heal\r", "\x1B", "]", "y", " j", "p", "++", "\r", "\t\r", "?", "?"}) {
    bed.TypeAt(at + 1, keys);
    at += 2;
    bed.LookAt(at, [&bed, at, &sizes] {
      const auto [columns, rows] = sizes[static_cast<std::size_t>(at) / 2 % 6];
      bed.desk.Resize(columns, rows);
    });
    auto before = std::make_shared<std::string>();
    bed.LookAt(at += 1.9, [&bed, before] {
      *before = bed.desk.Page();
      bed.desk.disturbed = true;  // as after a suspension
      bed.desk.shown.Write("\x1B[2Jwhat others wrote");
    });
    bed.LookAt(at += 0.3, [&bed, before, keys] {
      std::string after = bed.desk.Page();
      CHECK(after.size() > 0);
      CHECK_MESSAGE(after.find("what others wrote") == std::string::npos, keys);
      // The clock may have gone on.
      if (bed.desk.rows >= 8) after = after.substr(after.find('\n'));
      const std::string old = bed.desk.rows >= 8 ? before->substr(before->find('\n')) : *before;
      CHECK_MESSAGE(after == old, keys);
    });
  }
  bed.TypeAt(at + 1, "\x1B\x1Bq");
  CHECK(bed.Run() == 1);
}

TEST_CASE("Chinese: headings, verdicts and findings stand in their columns") {
  Bedside bed;
  bed.LookAt(3, [&] {
    for (const char* text : {"2 次训练", "严重异常", "发现", "日志", "平滑", "下一步"}) {
      CHECK_MESSAGE(bed.desk.Shows(text), std::string(text) << "\n" << bed.desk.Page());
    }
  });
  bed.TypeAt(4, "q");
  CHECK(bed.Run({"--lang", "zh"}) == 1);
}

TEST_CASE("h writes the report that diagnose would, under a name that is free") {
  Bedside bed;
  bed.world.files["sftdoctor-report.html"] = "mine";
  bed.TypeAt(3, "h");
  bed.LookAt(4, [&] { CHECK_MESSAGE(bed.desk.Shows("written: sftdoctor-report-2.html"), bed.desk.Page()); });
  bed.TypeAt(5, "q");
  CHECK(bed.Run() == 1);
  CHECK(bed.world.files["sftdoctor-report.html"] == "mine");
  CHECK(bed.world.files["sftdoctor-report-2.html"].find("loss/high-start") != std::string::npos);
}

TEST_CASE("what is appended is shown, and a terminal that is gone ends it quietly") {
  Bedside bed;
  bed.world.At(3, [&] {
    bed.world.Append("logs/high-start.log",
                     "[2026-02-10 12:58:00.000] [INFO]: training loss: epoch:2, step:1700, loss:5.5, device:cuda:0\n");
  });
  bed.LookAt(6, [&] { CHECK_MESSAGE(bed.desk.Shows("step:1700, loss:5.5"), bed.desk.Page()); });
  bed.world.At(7, [&] {
    bed.desk.gone = true;
    bed.desk.typed = "j";
  });
  CHECK_THROWS_AS(bed.Run(), BrokenPipe);
  CHECK(bed.desk.given_back);
}

TEST_CASE("without a terminal, with --plain, and on a dumb one there is no view") {
  for (const bool plain : {true, false}) {
    Bedside bed;
    bed.world.stop_signal = 15;
    if (!plain) bed.world.environment["TERM"] = "dumb";
    bed.Run(plain ? std::vector<const char*>{"--plain"} : std::vector<const char*>{});
    CHECK(bed.desk.written.empty());
  }
}

TEST_CASE("panes never overlap, stay on the screen, and the one in focus is there") {
  for (int columns = 1; columns < 220; columns += 13) {
    for (int rows = 1; rows < 70; ++rows) {
      for (std::size_t focus = 0; focus < kPanes; ++focus) {
        const PaneLayout layout =
            ArrangePanes(columns, rows, 1 + focus * 30, static_cast<PaneKind>(focus), rows % 5 == 0);
        std::vector<Rect> areas = {layout.title, layout.footer};
        areas.insert(areas.end(), layout.panes.begin(), layout.panes.end());
        bool clean = true;
        std::vector<int> used(static_cast<std::size_t>(columns * rows));
        for (const Rect& area : areas) {
          for (int y = area.y; y < area.bottom(); ++y) {
            for (int x = area.x; x < area.right(); ++x) {
              const bool inside = x >= 0 && y >= 0 && x < columns && y < rows;
              clean = clean && inside && ++used[static_cast<std::size_t>(y * columns + x)] == 1;
            }
          }
        }
        CHECK(clean);
        CHECK(!layout[static_cast<PaneKind>(focus)].empty());
      }
    }
  }
}

}  // namespace
}  // namespace sftdoctor::tests
