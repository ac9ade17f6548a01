using Messaging.Infrastructure.Persistence;
using Messaging.WebApi;
using Messaging.WebApi.Commands;
using Messaging.WebApi.Observability;

var app = MessagingApp.Build(args);
if (args is ["check-config", ..]) return await app.CheckConfigAsync();
if (args is ["migrate-data", ..]) return await app.MigrateDataAsync(args);
if (args is ["import-history", ..]) return await app.ImportHistoryAsync(args);

await app.Services.PrepareDatabaseAsync(app.Lifetime.ApplicationStopping);
app.AnnounceAddresses();
await app.RunAsync();
return 0;
