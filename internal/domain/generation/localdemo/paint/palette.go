package paint

import "image/color"

// palette is the light of one time of day.
type palette struct {
	sky    [3]color.RGBA // top, middle, horizon
	light  color.RGBA    // sun or moon
	layers [4]color.RGBA // ground, from far to near
	water  [2]color.RGBA // far, near
	night  bool
}

func hex(rgb uint32) color.RGBA {
	return color.RGBA{R: uint8(rgb >> 16), G: uint8(rgb >> 8), B: uint8(rgb), A: 255}
}

func shades(sky [3]uint32, light uint32, layers [4]uint32, water [2]uint32) palette {
	p := palette{light: hex(light)}
	for i, c := range sky {
		p.sky[i] = hex(c)
	}
	for i, c := range layers {
		p.layers[i] = hex(c)
	}
	p.water = [2]color.RGBA{hex(water[0]), hex(water[1])}
	return p
}

func dawn() palette {
	return shades([3]uint32{0x5b7db8, 0xe8a9a8, 0xfbe3c0}, 0xfff4d6, [4]uint32{0xb592a6, 0x84718f, 0x57587a, 0x2f3a56}, [2]uint32{0xe9bfa9, 0x6f7fa3})
}

func day() palette {
	return shades([3]uint32{0x3f8fd6, 0x8cc5ee, 0xe4f4fb}, 0xfffbe8, [4]uint32{0x9cc3cf, 0x6ba59a, 0x458a68, 0x215a43}, [2]uint32{0xa9dbe6, 0x2c7fae})
}

func dusk() palette {
	return shades([3]uint32{0x2d2a5c, 0xb4486f, 0xfdb45f}, 0xffe3a0, [4]uint32{0xa5526f, 0x763c64, 0x4a2c54, 0x271d3d}, [2]uint32{0xf2a062, 0x4b2f62})
}

func night() palette {
	p := shades([3]uint32{0x0a1130, 0x1b2b5c, 0x46578f}, 0xf4f1dc, [4]uint32{0x36477c, 0x263463, 0x182349, 0x0d1530}, [2]uint32{0x44568c, 0x101b3f})
	p.night = true
	return p
}

func spring() palette {
	return shades([3]uint32{0x6fb3d9, 0xbfe0e2, 0xfdf1e3}, 0xfff3c9, [4]uint32{0xb3d3b8, 0x86bb8e, 0x559a6a, 0x2b6049}, [2]uint32{0xc3e5df, 0x4f9fae})
}

func autumn() palette {
	return shades([3]uint32{0x6d8fb0, 0xe6cfae, 0xfbe9cf}, 0xfff0cd, [4]uint32{0xd3a77b, 0xba7a4c, 0x8d5136, 0x4a2c2a}, [2]uint32{0xe3cda9, 0x5f7f91})
}
