# The service as an image. With a nats-server in it, which the service starts and ends itself (the default), or without, for a
# nats-server of your own (NATS_URL): docker build --build-arg NATS=outside .
ARG NODE_IMAGE=node:24.21.0-bookworm-slim
ARG NATS_IMAGE=nats:2.15.1-alpine3.22
ARG NATS=inside

FROM ${NATS_IMAGE} AS nats-image

FROM ${NODE_IMAGE} AS nats-inside
RUN mkdir /opt/nats
COPY --from=nats-image /usr/local/bin/nats-server /opt/nats/nats-server

FROM ${NODE_IMAGE} AS nats-outside
RUN mkdir /opt/nats

FROM nats-${NATS} AS nats-server

FROM ${NODE_IMAGE} AS build
WORKDIR /app
COPY package.json package-lock.json ./
COPY scripts scripts
# No script of a package is run, and the build comes when its sources are there.
RUN npm ci --ignore-scripts
COPY tsconfig.json tsconfig.build.json nats.conf ./
COPY machines machines
COPY projections projections
COPY src src
COPY examples examples
RUN npm run build && npm prune --omit=dev --ignore-scripts

FROM ${NODE_IMAGE}
LABEL org.opencontainers.image.title="reprise" \
      org.opencontainers.image.description="Event-sourced service for orchestrated sessions of work" \
      org.opencontainers.image.licenses="MIT"
COPY --from=nats-server /opt/nats/ /usr/local/bin/
WORKDIR /app
COPY --from=build /app/package.json /app/nats.conf ./
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY --from=build /app/examples examples
# What the service writes is in /data alone; the rest belongs to root, and may be read only.
RUN install --directory --owner=node --group=node --mode=0700 /data
ENV NODE_ENV=production \
    REPRISE_STORE=/data \
    REPRISE_PORT=4280 \
    REPRISE_LOG_FORMAT=json
VOLUME /data
EXPOSE 4280
USER 1000:1000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "/app/dist/src/cli/main.js", "health"]
ENTRYPOINT ["node", "/app/dist/src/cli/main.js"]
CMD ["serve"]
