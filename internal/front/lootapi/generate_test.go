package lootapi_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"guerdon/internal/domain/generation"
)

// The document's own examples, on a balance that makes its figures come out.
// contract: S0-20, S0-22, S0-23, S0-25
func TestGenerateAsDocumented(t *testing.T) {
	generating(t, nil, func(_ *testing.T, a *atelier) {
		a.want("POST", "/generate_image", `{"prompt":"a beautiful sunset over the ocean"}`, 200,
			`{"success":true,"image_url":"/static/images/generated_*","points_earned":10,"remaining_points":1560}`)
		a.want("POST", "/generate_video", `{"prompt":"a cat playing in the garden"}`, 200,
			`{"success":true,"video_url":"/static/videos/generated_*","points_earned":20,"remaining_points":1580}`)
		a.want("POST", "/generate_chat_audio", `{"prompt":"What is artificial intelligence?"}`, 200,
			`{"success":true,"text_response":"About: What is artificial intelligence?","audio_url":"/static/audio/response_*"}`)
		a.want("POST", "/api/product/experience/complete", `{"product_type":"image_generation"}`, 200,
			`{"success":true,"points_earned":10,"remaining_count":1,"total_points":1590}`)
		a.want("POST", "/api/product/experience/complete", `{"product_type":"video_generation"}`, 200,
			`{"success":true,"points_earned":20,"remaining_count":0,"total_points":1610}`)
		a.want("POST", "/generate_video", `{"prompt":"a cat"}`, 200,
			`{"success":true,"video_url":"/static/videos/generated_*","points_earned":0,"remaining_points":1610}`)
		a.want("POST", "/api/product/experience/complete", `{"product_type":"video_generation"}`, 200,
			`{"success":true,"points_earned":0,"remaining_count":0,"total_points":1610}`)
	})
}

// contract: S0-21, S0-24
func TestAsyncAsDocumented(t *testing.T) {
	generating(t, nil, func(t *testing.T, a *atelier) {
		a.model.release = make(chan struct{})
		started := a.want("POST", "/generate_async", `{"prompt":"wait"}`, 200, `{"task_id":"task_*","status":"processing"}`)
		name := field(t, started, "task_id")
		a.want("GET", "/task/"+name, "", 200, `{"status":"processing","result":null,"created_at":"2025-01-16T10:30:00","completed_at":null}`)
		a.clock.Advance(time.Minute)
		close(a.model.release)
		if w := a.task(name); !like(w.Body.String(), `{"status":"completed","result":{"image_url":"/static/images/generated_*"},"created_at":"2025-01-16T10:30:00","completed_at":"2025-01-16T10:31:00"}`) {
			t.Errorf("ended as %s", w.Body)
		}
		for kind, result := range map[string]string{
			"image": `{"image_url":"/static/images/generated_*"}`, "video": `{"video_url":"/static/videos/generated_*"}`,
			"chat_audio": `{"text_response":"About: hi","audio_url":"/static/audio/response_*"}`,
		} {
			started := a.want("POST", "/generate_async", `{"prompt":"hi","type":"`+kind+`"}`, 200, `{"task_id":"task_*","status":"processing"}`)
			if w := a.task(field(t, started, "task_id")); !like(w.Body.String(), `{"status":"completed","result":`+result+`,"created_at":"2025-01-16T10:31:00","completed_at":"2025-01-16T10:31:00"}`) {
				t.Errorf("%s ended as %s", kind, w.Body)
			}
		}
		started = a.want("POST", "/generate_async", `{"prompt":"fail"}`, 200, `{"task_id":"task_*","status":"processing"}`)
		name = field(t, started, "task_id")
		if w := a.task(name); w.Body.String() != `{"status":"failed","result":null,"created_at":"2025-01-16T10:31:00","completed_at":"2025-01-16T10:31:00","error":"生成失败,未发放积分"}` {
			t.Errorf("ended as %s", w.Body)
		}
		other := a.enter("other", 0)
		for _, c := range []struct {
			who  someone
			task string
			code int
		}{{other, name, 404}, {a.one, "task_12345", 404}, {a.one, "%00", 404}, {someone{}, name, 401}} {
			if w := a.send(c.who, "GET", "/task/"+c.task, ""); w.Code != c.code {
				t.Errorf("%s: %d %s", c.task, w.Code, w.Body)
			}
		}
	})
}

func TestWhatGenerationRefuses(t *testing.T) {
	generating(t, nil, func(t *testing.T, a *atelier) {
		const prompt = `{"success":false,"error":"提示词长度必须为1到2000个字符"}`
		for _, path := range []string{"/generate_image", "/generate_async", "/generate_video", "/generate_chat_audio"} {
			a.want("POST", path, `{}`, 400, prompt)
			a.want("POST", path, `{"prompt":"  "}`, 400, prompt)
			a.want("POST", path, `{"prompt":"`+strings.Repeat("海", 2001)+`"}`, 400, prompt)
			a.want("POST", path, `{"prompt":7}`, 400, `{"success":false,"error":"参数类型错误: prompt"}`)
			a.want("POST", path, ``, 400, `{"success":false,"error":"请求体不能为空"}`)
			if w := a.send(someone{}, "POST", path, `{"prompt":"x"}`); w.Code != 401 || w.Body.String() != `{"success":false,"error":"请先连接钱包"}` {
				t.Errorf("%s without a session: %d %s", path, w.Code, w.Body)
			}
		}
		a.want("POST", "/generate_async", `{"prompt":"x","type":"song"}`, 400, `{"success":false,"error":"不支持的生成类型"}`)
		a.want("POST", "/generate_image", `{"prompt":"fail"}`, 400, `{"success":false,"error":"生成失败,未发放积分"}`)
		a.want("POST", "/generate_image", `{"prompt":"lose"}`, 400, `{"success":false,"error":"生成失败,未发放积分"}`)
		a.want("POST", "/generate_video", `{"prompt":"refuse"}`, 400, `{"success":false,"error":"提示词未被生成服务接受"}`)
		const complete = "/api/product/experience/complete"
		a.want("POST", complete, `{}`, 400, `{"success":false,"error":"缺少参数: product_type"}`)
		a.want("POST", complete, `{"product_type":"song"}`, 400, `{"success":false,"error":"不支持的产品类型"}`)
		if w := a.send(someone{}, "POST", complete, `{"product_type":"image_generation"}`); w.Code != 401 {
			t.Errorf("without a session: %d %s", w.Code, w.Body)
		}
		a.want("GET", "/api/points/balance", "", 200, `{"success":true,"data":{"total_points":1550,"wallet_address":"*"}}`)
	})
}

func TestLimitsOfGeneration(t *testing.T) {
	generating(t, func(o *generation.Options) { o.MemberMax, o.QueueMax = 1, 2 }, func(t *testing.T, a *atelier) {
		a.model.release = make(chan struct{})
		first := field(t, a.want("POST", "/generate_async", `{"prompt":"wait"}`, 200, `{"task_id":"task_*","status":"processing"}`), "task_id")
		busy := a.want("POST", "/generate_async", `{"prompt":"x"}`, 429, `{"success":false,"error":"进行中的任务过多,请等待完成后再试"}`)
		if busy.Header().Get("Retry-After") != "5" {
			t.Errorf("headers %v", busy.Header())
		}
		other := a.enter("other", 0)
		if w := a.send(other, "POST", "/generate_async", `{"prompt":"x"}`); w.Code != 200 {
			t.Errorf("another: %d %s", w.Code, w.Body)
		}
		full := a.send(a.enter("third", 0), "POST", "/generate_async", `{"prompt":"x"}`)
		if full.Code != 503 || full.Header().Get("Retry-After") != "5" || full.Body.String() != `{"success":false,"error":"排队的任务过多,请稍后重试"}` {
			t.Errorf("a third: %d %s %v", full.Code, full.Body, full.Header())
		}
		close(a.model.release)
		a.task(first)
	})
}

// A task that outlasts the request goes on; its reward is given all the same.
func TestGenerationOutlastsTheRequest(t *testing.T) {
	generating(t, func(o *generation.Options) { o.Patience = 30 * time.Millisecond }, func(t *testing.T, a *atelier) {
		a.model.release = make(chan struct{})
		w := a.want("POST", "/generate_image", `{"prompt":"wait"}`, 202, `{"success":false,"pending":true,"error":"生成处理中,请稍后查询任务结果","task_id":"task_*","status":"processing"}`, "Idempotency-Key", "k")
		name := field(t, w, "task_id")
		close(a.model.release)
		waitFor(t, func() bool { return field(t, a.task(name), "status") == "completed" })
		again := a.want("POST", "/generate_image", `{"prompt":"wait"}`, 200, `{"success":true,"image_url":"/static/images/generated_*","points_earned":10,"remaining_points":1560}`, "Idempotency-Key", "k")
		if again.Header().Get("Idempotent-Replayed") != "true" {
			t.Errorf("headers %v", again.Header())
		}
	})
}

func waitFor(t *testing.T, done func() bool) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !done(); {
		if time.Now().After(end) {
			t.Fatal("it never happened")
		}
	}
}

func TestGenerationRepeated(t *testing.T) {
	generating(t, nil, func(t *testing.T, a *atelier) {
		for path, body := range map[string]string{
			"/generate_image": `{"prompt":"x"}`, "/generate_video": `{"prompt":"x"}`, "/generate_chat_audio": `{"prompt":"x"}`, "/generate_async": `{"prompt":"x"}`,
			"/api/product/experience/complete": `{"product_type":"image_generation"}`,
		} {
			first := a.send(a.one, "POST", path, body, "Idempotency-Key", path)
			var wg sync.WaitGroup
			for range 5 {
				wg.Go(func() {
					again := a.send(a.one, "POST", path, body, "Idempotency-Key", path)
					if again.Code != 200 || again.Body.String() != first.Body.String() || again.Header().Get("Idempotent-Replayed") != "true" {
						t.Errorf("%s: first %d %s, then %d %s %v", path, first.Code, first.Body, again.Code, again.Body, again.Header())
					}
				})
			}
			wg.Wait()
			a.want("POST", path, `{"prompt":"y","product_type":"video_generation"}`, 409, `{"success":false,"error":"Idempotency-Key 已用于其他请求"}`, "Idempotency-Key", path)
		}
		a.want("POST", "/generate_image", `{"prompt":"x"}`, 409, `{"success":false,"error":"Idempotency-Key 已用于其他请求"}`, "Idempotency-Key", "/generate_video")
		failed := a.want("POST", "/generate_image", `{"prompt":"fail"}`, 400, `{"success":false,"error":"生成失败,未发放积分"}`, "Idempotency-Key", "f")
		if again := a.send(a.one, "POST", "/generate_image", `{"prompt":"fail"}`, "Idempotency-Key", "f"); again.Body.String() != failed.Body.String() || again.Code != failed.Code {
			t.Errorf("then %d %s", again.Code, again.Body)
		}
		a.want("POST", "/generate_image", `{"prompt":""}`, 400, `{"success":false,"error":"提示词长度必须为1到2000个字符"}`, "Idempotency-Key", "e")
		again := a.want("POST", "/generate_image", `{"prompt":""}`, 400, `{"success":false,"error":"提示词长度必须为1到2000个字符"}`, "Idempotency-Key", "e")
		if again.Header().Get("Idempotent-Replayed") != "true" {
			t.Errorf("headers %v", again.Header())
		}
		a.want("POST", "/generate_image", `{"prompt":"x"}`, 400, `{"success":false,"error":"Idempotency-Key 无效"}`, "Idempotency-Key", "with space")
		a.want("GET", "/api/points/balance", "", 200, `{"success":true,"data":{"total_points":1590,"wallet_address":"*"}}`)
	})
}

// Fifty at once, half by each way, earn a day's limit and no more.
// contract: S0-25
func TestFiftyExperiencesAtOnce(t *testing.T) {
	generating(t, func(o *generation.Options) { o.MemberMax = 100 }, func(t *testing.T, a *atelier) {
		var wg sync.WaitGroup
		for i := range 50 {
			wg.Go(func() {
				path, body := "/api/product/experience/complete", `{"product_type":"image_generation"}`
				if i%2 == 0 {
					path, body = "/generate_image", `{"prompt":"x"}`
				}
				if w := a.send(a.one, "POST", path, body); w.Code != 200 {
					t.Errorf("%d %s", w.Code, w.Body)
				}
			})
		}
		wg.Wait()
		a.want("GET", "/api/points/balance", "", 200, `{"success":true,"data":{"total_points":1580,"wallet_address":"*"}}`)
		a.want("POST", "/api/product/experience/complete", `{"product_type":"image_generation"}`, 200, `{"success":true,"points_earned":0,"remaining_count":0,"total_points":1580}`)
	})
}

// In production a claim needs a task, and each task counts once.
// contract: S0-25
func TestExperienceThatNeedsATask(t *testing.T) {
	generating(t, func(o *generation.Options) { o.RequireGeneration = true }, func(t *testing.T, a *atelier) {
		const path, body = "/api/product/experience/complete", `{"product_type":"image_generation"}`
		a.want("POST", path, body, 200, `{"success":true,"points_earned":0,"remaining_count":3,"total_points":1550}`)
		started := a.want("POST", "/generate_async", `{"prompt":"x"}`, 200, `{"task_id":"task_*","status":"processing"}`)
		a.task(field(t, started, "task_id"))
		a.want("POST", path, body, 200, `{"success":true,"points_earned":10,"remaining_count":2,"total_points":1560}`)
		a.want("POST", path, body, 200, `{"success":true,"points_earned":0,"remaining_count":2,"total_points":1560}`)
		a.want("POST", "/generate_image", `{"prompt":"x"}`, 200, `{"success":true,"image_url":"/static/images/generated_*","points_earned":10,"remaining_points":1570}`)
		a.want("POST", path, body, 200, `{"success":true,"points_earned":0,"remaining_count":1,"total_points":1570}`)
	})
}
