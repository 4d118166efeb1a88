package publication

import "rsc.io/qr"

// qrMax is what a QR code that a phone can read from a screen holds, in bytes.
const qrMax = 1500

// QR is a link as a PNG picture of its QR code, nil for one that is too long.
func QR(link string) []byte {
	if link == "" || len(link) > qrMax {
		return nil
	}
	code, err := qr.Encode(link, qr.L)
	if err != nil {
		return nil
	}
	code.Scale = 4
	return code.PNG()
}
