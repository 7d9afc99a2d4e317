// The name of a number in running text: what people write before it.
#pragma once

#include <string>
#include <string_view>

namespace sftdoctor {

/// Letters, digits and what may join them within a name.
bool IsWordByte(char c);

/// `before` without what stands between a name and its number: blanks with at most one of : = > => -> or a bracket
/// among them, quotes, and the opening of a call such as tensor( around the number.
std::string_view WithoutSeparator(std::string_view before);

/// The run of words at the end of `before`: at most five, none of them a number, none from the sentence before. Chinese
/// characters count as letters.
std::string_view WordsBefore(std::string_view before);

/// The words without the full stops of abbreviations ("avg. loss"), for the alias tables know none.
std::string Spoken(std::string_view words);

}  // namespace sftdoctor
