# The console's pages, where the tree has a console.
FROM node:24-bookworm-slim AS console
WORKDIR /src
COPY . .
RUN scripts/console.sh

FROM golang:1.26-bookworm AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY --from=console /src .
ENV CGO_ENABLED=0
RUN go build -trimpath -ldflags='-s -w' -o /guerdon ./cmd/guerdon

FROM alpine:3
RUN apk add --no-cache ca-certificates tzdata \
	&& adduser -D -H -u 10001 guerdon \
	&& install -d -o guerdon -m 700 /data
COPY --from=build /guerdon /usr/local/bin/guerdon
USER guerdon
VOLUME /data
# Within the container every address is its own: publish only what you need.
ENV GUERDON_DATA=/data \
	GUERDON_CORE_ADDR=0.0.0.0:8080 \
	GUERDON_LOOT_ADDR=0.0.0.0:5000 \
	GUERDON_REWARD_ADDR=0.0.0.0:3000 \
	GUERDON_CREATOR_ADDR=0.0.0.0:8000 \
	GUERDON_CARD_ADDR=0.0.0.0:8000 \
	GUERDON_STUDY_ADDR=0.0.0.0:3001
EXPOSE 8080 5000 3000 8000 3001
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s \
	CMD wget -q -O /dev/null http://127.0.0.1:8080/healthz
ENTRYPOINT ["guerdon"]
CMD ["serve"]
