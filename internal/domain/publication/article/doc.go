// Package article makes HTML of the Markdown of writings, as platforms take
// it: no raw HTML, no script, no pictures and no links from elsewhere.
//
// Callers: the adapters of WeChat and Toutiao.
package article
