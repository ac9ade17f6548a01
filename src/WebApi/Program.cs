using Messaging.Infrastructure.Jobs;
using Messaging.Infrastructure.Persistence;
using Messaging.WebApi;
using Messaging.WebApi.Commands;
using Messaging.WebApi.Observability;
using Messaging.WebApi.Security;
using Microsoft.Extensions.Options;

StartFailure.SayInASentence();

// Looks at another installation, so nothing of this one is built or read.
if (args is ["smoke", .. var smoke]) return await Smoke.RunAsync(smoke, Console.Out);
if (args is ["migration-script", .. var rest]) return await PrintMigrationScript.RunAsync(rest, Console.Out, Console.Error);

var app = MessagingApp.Build(args);
if (args is ["check-config", ..]) return await app.CheckConfigAsync();
if (args is ["migrate", ..]) return await app.MigrateAsync();
if (args is ["migrate-data", ..]) return await app.MigrateDataAsync(args);
if (args is ["import-history", ..]) return await app.ImportHistoryAsync(args);

// Before anything is made or changed. The host would do it later.
app.Services.GetRequiredService<IStartupValidator>().Validate();
await app.Services.PrepareDatabaseAsync(cancellationToken: app.Lifetime.ApplicationStopping);
app.Services.PrepareJobStorage();
app.MapJobsDashboard();
await app.Services.LoadKeysAsync(app.Lifetime.ApplicationStopping);
app.AnnounceAddresses();
app.SayWhatTheStartWaitsFor();
app.StopSayingWhenStarted();
await app.RunAsync();
return 0;
