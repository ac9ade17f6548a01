using Messaging.Infrastructure.Persistence;
using Messaging.WebApi;
using Messaging.WebApi.Observability;

var app = MessagingApp.Build(args);
if (args is ["check-config", ..]) return await app.CheckConfigAsync();

await app.Services.PrepareDatabaseAsync(app.Lifetime.ApplicationStopping);
await app.Services.LoadKeysAsync(app.Lifetime.ApplicationStopping);
app.AnnounceAddresses();
await app.RunAsync();
return 0;
