#include "patches/resume_state.h"

#include "base/path.h"

namespace sftdoctor {
namespace {

std::string Existing(World& world, const std::string& config, const std::string& path) {
  if (path.empty()) return {};
  for (const std::string& place : PlacesOf(path, config)) {
    if (world.Exists(place)) return place;
  }
  return {};
}

bool HoldsCheckpoints(World& world, const std::string& directory) {
  return !world.Glob(directory + (directory.ends_with('/') ? "" : "/") + "checkpoint-*").empty();
}

}  // namespace

std::vector<ResumeState> FindResumeState(World& world, const TrainingConfig& config) {
  std::vector<ResumeState> states;
  for (const char* key : {"train_state_dir", "output_dir"}) {
    const Setting* setting = config.Find(key);
    if (!setting) continue;
    const bool is_state = std::string_view(key) == "train_state_dir";
    ResumeState state{
        setting->key, "",
        config.file->text.substr(setting->value_span.begin, setting->value_span.end - setting->value_span.begin)};
    if (!setting->literal.known()) {
      if (is_state) states.push_back(std::move(state));
    } else if (setting->literal.value.is_string()) {
      state.path = Existing(world, config.file->path, setting->literal.value.get<std::string>());
      while (state.path.size() > 1 && state.path.ends_with('/')) state.path.pop_back();
      // An output directory is in the way only where a trainer would find checkpoints to go on from.
      if (!state.path.empty() && (is_state || HoldsCheckpoints(world, state.path))) states.push_back(std::move(state));
    }
  }
  return states;
}

}  // namespace sftdoctor
