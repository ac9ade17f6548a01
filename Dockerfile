# The web client. Its output goes to src/WebApi/wwwroot.
FROM node:22-slim AS client
WORKDIR /src/WebApi/ClientApp
COPY src/WebApi/ClientApp/package.json src/WebApi/ClientApp/package-lock.json src/WebApi/ClientApp/.npmrc ./
COPY src/WebApi/ClientApp/packages/client/package.json packages/client/
COPY src/WebApi/ClientApp/packages/react/package.json packages/react/
RUN npm ci
COPY src/WebApi/ClientApp ./
RUN npm run build

FROM mcr.microsoft.com/dotnet/sdk:10.0 AS build
WORKDIR /source
COPY global.json Directory.Build.props Directory.Packages.props .editorconfig BannedSymbols.txt ./
COPY src src
COPY --from=client /src/WebApi/wwwroot src/WebApi/wwwroot
RUN dotnet publish src/WebApi --configuration Release --use-current-runtime --output /app -p:SkipClientApp=true

FROM mcr.microsoft.com/dotnet/aspnet:10.0
WORKDIR /app
COPY --from=build /app ./
# SQLite file, key of the token keys and the embedded broker's credentials: a volume, owned by the image's user without rights.
RUN mkdir /data && chown "$APP_UID" /data
ENV Data__Directory=/data
VOLUME /data
USER $APP_UID
# The base image listens on 8080 (ASPNETCORE_HTTP_PORTS).
EXPOSE 8080
# The image has no curl; bash can talk to a port.
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s --retries=3 \
  CMD ["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /health/live HTTP/1.0\\r\\n\\r\\n' >&3 && grep -q ' 200 ' <&3"]
ENTRYPOINT ["dotnet", "Messaging.WebApi.dll"]
