// Package mp4 writes the head of an MP4 file with one H.264 track: all that
// stands before the samples. The index comes first and is complete, so a
// player can start while the file still arrives, and a server can answer
// ranges. The caller encodes twice, first to learn the sizes, then to write;
// nothing but the index is held in memory.
package mp4
