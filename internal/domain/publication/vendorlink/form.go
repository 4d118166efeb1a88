package vendorlink

import (
	"bytes"
	"io"
	"mime/multipart"
	"net/http"
	"net/textproto"
	"net/url"
	"slices"
	"strconv"
)

// Part is a file of a form.
type Part struct {
	Field string
	Name  string // of the file, plain letters
	Type  string
	Data  io.Reader
	Size  int64 // bytes
}

// Form is a call with a form of texts and one file, whose length is known, as
// platforms want it.
func Form(address string, query, texts url.Values, file Part) (Call, error) {
	var head bytes.Buffer
	w := multipart.NewWriter(&head)
	for _, name := range sortedKeys(texts) {
		if err := w.WriteField(name, texts.Get(name)); err != nil {
			return Call{}, err
		}
	}
	header := textproto.MIMEHeader{}
	header.Set("Content-Disposition", `form-data; name="`+file.Field+`"; filename="`+file.Name+`"; filelength=`+strconv.FormatInt(file.Size, 10))
	header.Set("Content-Type", file.Type)
	if _, err := w.CreatePart(header); err != nil {
		return Call{}, err
	}
	tail := "\r\n--" + w.Boundary() + "--\r\n"
	return Call{
		Method: http.MethodPost, URL: address, Query: query, Header: http.Header{"Content-Type": {w.FormDataContentType()}},
		Size: int64(head.Len()) + file.Size + int64(len(tail)),
		Body: io.MultiReader(&head, io.LimitReader(file.Data, file.Size), bytes.NewReader([]byte(tail))),
	}, nil
}

func sortedKeys(v url.Values) []string {
	keys := make([]string, 0, len(v))
	for k := range v {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
