// Package prose writes text from templates, without any model: articles for
// the fourteen writing tools, chat answers, and bullet points for slides.
//
// A tool is a file in tools/, named after its code. Lines that begin with
// "== " open a block:
//
//	== must      always used
//	== more      used while the wanted length is not reached
//	== turn      like more, about the next keyword in turn
//	== each      like more, once a keyword: for short entries
//	== req       used when there are requirements
//	== end       always used, after everything that was added
//	== common X  the blocks of tools/_X.txt at this place
//
// In a block {title}, {req}, {kws} (all keywords), {kw} (this keyword, or the
// first), {kw1}, {kw2} and {no} (the next section number, in Chinese) are
// replaced in one pass, so that a member's text is never read as a template.
// Every article ends with the label line.
package prose
