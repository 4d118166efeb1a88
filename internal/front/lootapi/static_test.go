package lootapi_test

import (
	"bytes"
	"image/jpeg"
	"net/http/httptest"
	"strings"
	"testing"

	"guerdon/internal/domain/generation/demo"
	"guerdon/internal/domain/generation/localdemo"
	"guerdon/internal/front/lootapi"
)

// contract: S0-P7
func TestStaticFiles(t *testing.T) {
	generating(t, nil, func(t *testing.T, a *atelier) {
		const content = "0123456789"
		paths := map[string]string{}
		for path, name := range map[string]string{"/generate_image": "image_url", "/generate_video": "video_url", "/generate_chat_audio": "audio_url"} {
			paths[name] = field(t, a.send(a.one, "POST", path, `{"prompt":"`+content+`"}`), name)
		}
		for name, kind := range map[string]string{"image_url": "image/jpeg", "video_url": "video/mp4", "audio_url": "audio/wav"} {
			w := a.send(someone{}, "GET", paths[name], "", "Accept-Encoding", "gzip")
			if w.Code != 200 || w.Body.String() != content {
				t.Fatalf("%s: %d %q", paths[name], w.Code, w.Body)
			}
			for header, want := range map[string]string{
				"Content-Type": kind, "X-Content-Type-Options": "nosniff", "Cache-Control": "public, max-age=31536000, immutable",
				"Accept-Ranges": "bytes", "Content-Length": "10", "Content-Encoding": "", "Last-Modified": "Thu, 16 Jan 2025 02:30:00 GMT",
			} {
				if got := w.Header().Get(header); got != want {
					t.Errorf("%s: %s is %q, want %q", name, header, got, want)
				}
			}
		}
		file := paths["video_url"]
		tag := a.send(someone{}, "GET", file, "").Header().Get("Etag")
		for _, c := range []struct {
			method, header, value string
			code                  int
			body, contentRange    string
		}{
			{"GET", "Range", "bytes=2-4", 206, "234", "bytes 2-4/10"},
			{"GET", "Range", "bytes=7-", 206, "789", "bytes 7-9/10"},
			{"GET", "Range", "bytes=-2", 206, "89", "bytes 8-9/10"},
			{"GET", "Range", "bytes=10-", 416, "", "bytes */10"},
			{"GET", "Range", "lines=1-2", 416, "", ""},
			{"HEAD", "Range", "bytes=2-4", 206, "", "bytes 2-4/10"},
			{"HEAD", "X-Nothing", "", 200, "", ""},
			{"GET", "If-None-Match", tag, 304, "", ""},
			{"GET", "If-Range", tag, 200, content, ""},
		} {
			w := a.send(someone{}, c.method, file, "", c.header, c.value)
			if w.Code != c.code || w.Header().Get("Content-Range") != c.contentRange || c.code != 416 && w.Body.String() != c.body {
				t.Errorf("%s with %s: %s: %d %q %v", c.method, c.header, c.value, w.Code, w.Body, w.Header())
			}
		}
	})
}

// What the offline provider makes arrives as what it says it is.
func TestLocalDemoFiles(t *testing.T) {
	studio, err := localdemo.Open()
	if err != nil {
		t.Fatal(err)
	}
	engines(t, func(t *testing.T, b *bench) {
		b.generate(demo.New(studio), nil, func(a *atelier) {
			load := func(path, name string) []byte {
				made := a.send(a.one, "POST", path, `{"prompt":"海上的日落"}`)
				return a.send(someone{}, "GET", field(t, made, name), "").Body.Bytes()
			}
			picture, err := jpeg.Decode(bytes.NewReader(load("/generate_image", "image_url")))
			if err != nil || picture.Bounds().Dx() != 1024 {
				t.Errorf("no picture: %v", err)
			}
			if film := load("/generate_video", "video_url"); len(film) < 8 || string(film[4:8]) != "ftyp" {
				t.Errorf("no film, %d bytes", len(film))
			}
			if sound := load("/generate_chat_audio", "audio_url"); len(sound) < 12 || string(sound[8:12]) != "WAVE" {
				t.Errorf("no sound, %d bytes", len(sound))
			}
		})
	})
}

func TestStaticFilesThatAreNotThere(t *testing.T) {
	generating(t, nil, func(t *testing.T, a *atelier) {
		file := field(t, a.send(a.one, "POST", "/generate_image", `{"prompt":"x"}`), "image_url")
		name := file[strings.LastIndex(file, "/")+1:]
		for _, path := range []string{
			"/static", "/static/", "/static/images", "/static/images/", "/static/images/" + name[len("generated_"):len("generated_")+2] + "/" + name,
			"/static/videos/" + name, "/static/uploads/" + name, "/static/images/generated_12345.jpg", "/static/images/..%2f..%2fguerdon.db", "/static/images/%2e%2e/" + name,
			"/static/../" + name, "/static/images/" + strings.ToUpper(name), "/static/images/" + name + "/", "/static/images/" + name + ".jpg",
		} {
			for _, method := range []string{"GET", "HEAD"} {
				if w := a.send(someone{}, method, path, ""); w.Code != 404 || strings.Contains(w.Body.String(), name) {
					t.Errorf("%s %s: %d %s", method, path, w.Code, w.Body)
				}
			}
		}
		if w := a.send(a.one, "POST", file, `{}`); w.Code != 405 {
			t.Errorf("POST: %d", w.Code)
		}
		if w := a.send(someone{}, "GET", "/static/images/generated_"+strings.Repeat("a", 26)+".jpg", ""); w.Body.String() != `{"success":false,"error":"文件不存在"}` || w.Header().Get("Cache-Control") != "no-store" {
			t.Errorf("%s %v", w.Body, w.Header())
		}
	})
}

func TestLong(t *testing.T) {
	for path, want := range map[string]bool{"/static/images/x.jpg": true, "/static": false, "/generate_image": false} {
		if lootapi.Long(httptest.NewRequest("GET", path, nil)) != want {
			t.Errorf("%s", path)
		}
	}
}
