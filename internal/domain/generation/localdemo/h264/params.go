package h264

const (
	profileBaseline = 66
	constraints     = 0xc0 // constraint_set0 and 1: Constrained Baseline
	frameNumBits    = 16
)

// level is the smallest that holds pictures of so many macroblocks at up to
// 25 a second.
func level(macroblocks int) int {
	switch {
	case macroblocks <= 396:
		return 13
	case macroblocks <= 1620:
		return 30
	case macroblocks <= 3600:
		return 31
	}
	return 40
}

// SPS is the sequence parameter set: size, range, colours and frame rate.
func (e *Encoder) SPS() []byte {
	var w bitWriter
	w.bits(profileBaseline, 8)
	w.bits(constraints, 8)
	w.bits(uint32(level(e.columns*e.rows)), 8)
	w.ue(0)                // seq_parameter_set_id
	w.ue(frameNumBits - 4) // log2_max_frame_num_minus4
	w.ue(2)                // pic_order_cnt_type: shown in the order of decoding
	w.ue(1)                // max_num_ref_frames
	w.bits(0, 1)           // gaps_in_frame_num_value_allowed_flag
	w.ue(e.columns - 1)    // pic_width_in_mbs_minus1
	w.ue(e.rows - 1)       // pic_height_in_map_units_minus1
	w.bits(0b11, 2)        // frame_mbs_only_flag, direct_8x8_inference_flag
	e.crop(&w)             //
	w.bits(1, 1)           // vui_parameters_present_flag
	e.usability(&w)        //
	w.trail()              //
	return unit(nil, 0x67, w.out)
}

// crop tells how much of the last macroblocks is not shown, in units of two
// pixels.
func (e *Encoder) crop(w *bitWriter) {
	right, bottom := (16*e.columns-e.width)/2, (16*e.rows-e.height)/2
	if right == 0 && bottom == 0 {
		w.bits(0, 1)
		return
	}
	w.bits(1, 1)
	w.ue(0)
	w.ue(right)
	w.ue(0)
	w.ue(bottom)
}

// usability is the VUI: what a player should know to show it right.
func (e *Encoder) usability(w *bitWriter) {
	const bt601 = 6
	w.bits(0b00, 2)              // no aspect_ratio_info, no overscan_info
	w.bits(1, 1)                 // video_signal_type_present_flag
	w.bits(5, 3)                 // video_format: unspecified
	w.bits(0, 1)                 // video_full_range_flag
	w.bits(1, 1)                 // colour_description_present_flag
	w.bits(bt601, 8)             // colour_primaries
	w.bits(bt601, 8)             // transfer_characteristics
	w.bits(bt601, 8)             // matrix_coefficients
	w.bits(0, 1)                 // chroma_loc_info_present_flag
	w.bits(1, 1)                 // timing_info_present_flag
	w.bits(1, 32)                // num_units_in_tick
	w.bits(uint32(2*e.rate), 32) // time_scale, two ticks a frame
	w.bits(1, 1)                 // fixed_frame_rate_flag
	w.bits(0b000, 3)             // no HRD parameters, no pic_struct
	w.bits(1, 1)                 // bitstream_restriction_flag
	w.bits(1, 1)                 // motion_vectors_over_pic_boundaries_flag
	w.ue(0)                      // max_bytes_per_pic_denom: no limit
	w.ue(0)                      // max_bits_per_mb_denom: no limit
	w.ue(0)                      // log2_max_mv_length_horizontal
	w.ue(0)                      // log2_max_mv_length_vertical
	w.ue(0)                      // max_num_reorder_frames
	w.ue(1)                      // max_dec_frame_buffering
}

// PPS is the picture parameter set.
func (e *Encoder) PPS() []byte {
	var w bitWriter
	w.ue(0)          // pic_parameter_set_id
	w.ue(0)          // seq_parameter_set_id
	w.bits(0, 1)     // entropy_coding_mode_flag: CAVLC
	w.bits(0, 1)     // bottom_field_pic_order_in_frame_present_flag
	w.ue(0)          // num_slice_groups_minus1
	w.ue(0)          // num_ref_idx_l0_default_active_minus1
	w.ue(0)          // num_ref_idx_l1_default_active_minus1
	w.bits(0, 3)     // weighted_pred_flag, weighted_bipred_idc
	w.ue(0)          // pic_init_qp_minus26, signed
	w.ue(0)          // pic_init_qs_minus26, signed
	w.ue(0)          // chroma_qp_index_offset, signed
	w.bits(0b100, 3) // deblocking_filter_control_present_flag; no constrained intra, no redundant pictures
	w.trail()
	return unit(nil, 0x68, w.out)
}
