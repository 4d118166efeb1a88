package generation

// Format is a file's format, as its name ends.
type Format string

// The formats.
const (
	JPEG Format = "jpg"
	PNG  Format = "png"
	MP4  Format = "mp4"
	WAV  Format = "wav"
	MP3  Format = "mp3"
	PPTX Format = "pptx"
)

// Media is a sort of file, as its folder is named.
type Media string

// The media.
const (
	Images Media = "images"
	Videos Media = "videos"
	Audio  Media = "audio"
	Decks  Media = "decks"
)

// Media is the sort of file that has this format; "" for an unknown one.
func (f Format) Media() Media {
	switch f {
	case JPEG, PNG:
		return Images
	case MP4:
		return Videos
	case WAV, MP3:
		return Audio
	case PPTX:
		return Decks
	}
	return ""
}

// ContentType is the format's media type; "" for an unknown one.
func (f Format) ContentType() string {
	switch f {
	case JPEG:
		return "image/jpeg"
	case PNG:
		return "image/png"
	case MP4:
		return "video/mp4"
	case WAV:
		return "audio/wav"
	case MP3:
		return "audio/mpeg"
	case PPTX:
		return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	}
	return ""
}

// Media is the sort of file that a task of this kind makes; "" for an
// article, which is only text.
func (k Kind) Media() Media {
	switch k {
	case Image:
		return Images
	case Video:
		return Videos
	case Deck:
		return Decks
	case Article:
		return ""
	}
	return Audio
}
