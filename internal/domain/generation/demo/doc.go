// Package demo is the provider of package generation that needs nothing from
// outside: it makes what package localdemo draws and writes, and says so on
// everything it makes.
//
// Only cmd names it.
package demo
