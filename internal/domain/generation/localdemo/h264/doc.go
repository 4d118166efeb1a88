// Package h264 writes a small, exact part of H.264: Constrained Baseline
// pictures in which every 16×16 macroblock is one of
//
//   - skipped, in a delta picture: the same as in the picture before;
//   - predicted: an exact copy of the last row above or the last column to
//     the left (Intra_16x16 vertical or horizontal without residual);
//   - raw samples (I_PCM).
//
// Nothing is ever approximated: a decoder gets back the very samples that
// went in, so prediction works on the source and there is no drift. Flat
// surfaces and plain gradients cost a few bits, letters cost raw samples,
// and a still picture costs a dozen bytes a frame. That suits slides; it is
// no encoder for camera pictures.
//
// Pictures are 4:2:0 in the video range (luma 16–235) of BT.601, as the
// stream's parameters say. Sides are even numbers of pixels.
package h264
