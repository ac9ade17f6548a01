// An ASP.NET Core SignalR server that loses nothing: the message and its outbox row are one
// transaction, and only what is committed is pushed. The program "compare" measures this project
// against it.
using System.Security.Claims;
using System.Security.Cryptography;
using Messaging.SignalRPeer;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.EntityFrameworkCore;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using Npgsql;

const int MaximumLength = 4_000;
const int Connections = 20;
const int PreparedStatements = 50;
var key = new SymmetricSecurityKey(RandomNumberGenerator.GetBytes(32));
var builder = WebApplication.CreateSlimBuilder(args);
builder.Logging.SetMinimumLevel(LogLevel.Warning);
var database = new NpgsqlConnectionStringBuilder(builder.Configuration.GetConnectionString("Peer")) { MaxPoolSize = Connections, MaxAutoPrepare = PreparedStatements };
builder.Services.AddPooledDbContextFactory<PeerContext>(options => options.UseNpgsql(database.ConnectionString));
builder.Services.AddSingleton(TimeProvider.System);
builder.Services.AddSingleton<Memberships>();
builder.Services.AddSingleton<Sending>();
builder.Services.AddSingleton<Relay>();
builder.Services.AddHostedService(services => services.GetRequiredService<Relay>());
builder.Services.AddSignalR();
builder.Services.AddAuthorization();
builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(options =>
{
    options.MapInboundClaims = false;
    options.TokenValidationParameters = new TokenValidationParameters { IssuerSigningKey = key, ValidateIssuer = false, ValidateAudience = false };
    options.Events = new JwtBearerEvents
    {
        OnMessageReceived = context =>
        {
            // A WebSocket has no headers of its own in a browser.
            if (context.HttpContext.Request.Path == "/messages") context.Token = context.Request.Query["access_token"];
            return Task.CompletedTask;
        },
    };
});

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapHub<MessagesHub>("/messages");

app.MapPost("/api/v1/conversations/{conversationId:guid}/messages", async (Guid conversationId, SendBody body, ClaimsPrincipal user, Sending sending) =>
{
    if (string.IsNullOrEmpty(body.Body) || body.Body.Length > MaximumLength) return Results.Problem(statusCode: StatusCodes.Status400BadRequest);
    var message = await sending.SendAsync(conversationId, Guid.Parse(user.FindFirstValue("sub")!), body.Id, body.Body);
    return message is null ? Results.NotFound() : Results.Json(message, statusCode: StatusCodes.Status201Created);
}).RequireAuthorization();

app.MapPost("/setup", async (int pairs, IDbContextFactory<PeerContext> contexts, Memberships memberships) =>
{
    var conversations = Enumerable.Range(0, pairs).Select(_ => new Conversation { Id = Guid.NewGuid() }).ToList();
    foreach (var conversation in conversations)
        conversation.Members.AddRange([new Member { UserId = Guid.NewGuid() }, new Member { UserId = Guid.NewGuid() }]);
    await using var db = await contexts.CreateDbContextAsync();
    db.AddRange(conversations);
    await db.SaveChangesAsync();
    foreach (var member in conversations.SelectMany(conversation => conversation.Members)) memberships[member.UserId] = member.ConversationId;
    return conversations.Select(conversation => new
    {
        conversation = conversation.Id,
        senderToken = Sign(conversation.Members[0].UserId),
        receiverToken = Sign(conversation.Members[1].UserId),
    });
});

await using (var db = await app.Services.GetRequiredService<IDbContextFactory<PeerContext>>().CreateDbContextAsync())
    await db.Database.EnsureCreatedAsync();
await app.StartAsync();
Console.WriteLine($"Peer: {app.Urls.First()}");
await app.WaitForShutdownAsync();

string Sign(Guid user) => new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
{
    Subject = new ClaimsIdentity([new Claim("sub", user.ToString())]),
    SigningCredentials = new SigningCredentials(key, SecurityAlgorithms.HmacSha256),
});

namespace Messaging.SignalRPeer
{
    internal sealed record SendBody(Guid Id, string Body);
}
