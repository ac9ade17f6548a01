using Messaging.Infrastructure.Persistence;
using Messaging.WebApi;
using Messaging.WebApi.Observability;

if (args is ["migration-script", .. var rest]) return await PrintMigrationScript.RunAsync(rest, Console.Out, Console.Error);

var app = MessagingApp.Build(args);
if (args is ["check-config", ..]) return await app.CheckConfigAsync();

await app.Services.PrepareDatabaseAsync(app.Lifetime.ApplicationStopping);
app.AnnounceAddresses();
await app.RunAsync();
return 0;
