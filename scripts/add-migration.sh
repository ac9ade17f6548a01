#!/usr/bin/env bash
# Adds a migration of the same name to all three databases. Usage: scripts/add-migration.sh AddSomething
set -euo pipefail
cd "$(dirname "$0")/.."
name=${1:?usage: scripts/add-migration.sh NAME}
export SkipClientApp=true
dotnet tool restore >/dev/null
dotnet build src/Infrastructure -v q
for provider in Sqlite PostgreSql SqlServer; do
  dotnet ef migrations add "$name" --no-build --project src/Infrastructure --startup-project src/Infrastructure \
    --context "${provider}MessagingDbContext" --output-dir "Persistence/Migrations/$provider"
done
