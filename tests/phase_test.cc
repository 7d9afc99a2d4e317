// Which lines are about an evaluation, and what is a name in running text.
#include "records/phase.h"

#include <doctest/doctest.h>

#include "records/spoken_name.h"

namespace sftdoctor {
namespace {

TEST_CASE("a word that says what the line is about stands alone") {
  for (const char* before : {"[Valid] Epoch 3 - ", "Validation Results - Epoch: 3  ", "Train: loss 2.1, Val: ",
                             "Test Epoch: 3 | ", "Validating:  50%|##  | 2/4 [00:01, ", "(Eval) "}) {
    CAPTURE(before);
    CHECK(AboutEval(before));
  }
  for (const char* before : {"epoch 3 val acc: 0.4 ", "val: 0.4 ", "/data/val/x.txt ",
                             "eval_utils.py: ", "[test] step 3 ", "Validation: loss 2.1 | Train: ", ""}) {
    CAPTURE(before);
    CHECK_FALSE(AboutEval(before));
  }
}

TEST_CASE("objects that name their data") {
  CHECK(IsEvalObject(R"({"split": "val", "loss": 2})"));
  CHECK(IsEvalObject("{'loss': 2, 'phase':'test'}"));
  CHECK_FALSE(IsEvalObject(R"({"split": "train", "loss": 2})"));
  CHECK_FALSE(IsEvalObject(R"({"note": "the split: val", "split": 3})"));
  CHECK_FALSE(IsEvalObject(R"({"split": ")"));
  CHECK(NamesPhases(R"({"step": 1}
{"mode": "train"})"));
  CHECK_FALSE(NamesPhases(R"({"step": 1, "loss": 2})"));
}

TEST_CASE("names before a number") {
  const auto name = [](std::string_view before) { return Spoken(WordsBefore(WithoutSeparator(before))); };
  CHECK(name("Epoch 3 | Avg. loss = ") == "Avg loss");
  CHECK(name("Epoch 3 finished. train loss: ") == "train loss");
  CHECK(name("loss -> ") == "loss");
  CHECK(name("loss == ") == "");
  CHECK(name("step loss: tensor(") == "step loss");
  CHECK(name("'loss': np.float64(") == "loss");
  CHECK(name("\xE7\xAC\xAC"
             "4\xE8\xBD\xAE \xE6\x8D\x9F\xE5\xA4\xB1\xEF\xBC\x9A") == "\xE6\x8D\x9F\xE5\xA4\xB1");
  CHECK(name("") == "");
}

}  // namespace
}  // namespace sftdoctor
