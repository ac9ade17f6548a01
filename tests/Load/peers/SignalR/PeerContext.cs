using Microsoft.EntityFrameworkCore;

namespace Messaging.SignalRPeer;

internal sealed class PeerContext(DbContextOptions<PeerContext> options) : DbContext(options)
{
    public DbSet<Conversation> Conversations => Set<Conversation>();

    public DbSet<Message> Messages => Set<Message>();

    public DbSet<OutboxRow> Outbox => Set<OutboxRow>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<Conversation>(conversation =>
        {
            conversation.ToTable("conversations");
            conversation.Property(row => row.Id).ValueGeneratedNever();
            conversation.HasMany(row => row.Members).WithOne().HasForeignKey(member => member.ConversationId);
        });
        modelBuilder.Entity<Member>(member =>
        {
            member.ToTable("members");
            member.HasKey(row => new { row.ConversationId, row.UserId });
        });
        modelBuilder.Entity<Message>(message =>
        {
            message.ToTable("messages");
            message.Property(row => row.Id).ValueGeneratedNever();
            message.HasIndex(row => new { row.ConversationId, row.Sequence }).IsUnique();
            message.HasOne<Conversation>().WithMany().HasForeignKey(row => row.ConversationId);
        });
        modelBuilder.Entity<OutboxRow>(row =>
        {
            row.ToTable("outbox");
            row.Property(item => item.Payload).HasColumnType("json");
        });
    }
}

internal sealed class Conversation
{
    public Guid Id { get; init; }

    public long Sequence { get; set; }

    public DateTimeOffset? LastMessageAt { get; set; }

    public List<Member> Members { get; } = [];
}

internal sealed class Member
{
    public Guid ConversationId { get; init; }

    public Guid UserId { get; init; }

    public int Unread { get; set; }
}

/// <summary>A message as it is stored, answered and pushed.</summary>
internal sealed class Message
{
    public Guid Id { get; init; }

    public Guid ConversationId { get; init; }

    public long Sequence { get; init; }

    public Guid SenderId { get; init; }

    public string Body { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }
}

internal sealed class OutboxRow
{
    public long Id { get; init; }

    public string Payload { get; init; } = "";

    public DateTimeOffset CreatedAt { get; init; }
}
