using Messaging.Application.Common;
using Messaging.Infrastructure.Nodes;
using Messaging.Infrastructure.Outbox;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Infrastructure.Persistence.Configurations;

internal sealed class OutboxConfiguration : IEntityTypeConfiguration<OutboxMessage>
{
    public void Configure(EntityTypeBuilder<OutboxMessage> row)
    {
        row.HasKey(message => message.Id);
        row.Property(message => message.EventName).HasMaxLength(64).IsUnicode(false);
        row.Property(message => message.Consumers).HasColumnName("Consumer").HasMaxLength(64).IsUnicode(false);
        row.Property(message => message.TraceParent).HasMaxLength(64).IsUnicode(false);
        row.Property(message => message.LastError).HasMaxLength(500);
        // The dispatcher reads a lane in id order; the admin page reads what is parked.
        row.HasIndex(message => new { message.Lane, message.Id });
        row.HasIndex(message => message.ParkedAt);
    }
}

internal sealed class LaneLeaseConfiguration : IEntityTypeConfiguration<LaneLease>
{
    public void Configure(EntityTypeBuilder<LaneLease> lease)
    {
        lease.HasKey(row => row.Lane);
        lease.Property(row => row.Lane).ValueGeneratedNever();
        lease.Property(row => row.Owner).HasMaxLength(100);
        // Releases before 1.1 count owners here, for nobody. The column goes once none of them can run beside this one.
        lease.Property<long>("Epoch");
        lease.HasData(Enumerable.Range(0, LaneLease.Lanes).Select(lane => new { Lane = lane, Owner = "", Epoch = 0L, ExpiresAt = default(DateTimeOffset) }));
    }
}

internal sealed class LiveNodeConfiguration : IEntityTypeConfiguration<LiveNode>
{
    public void Configure(EntityTypeBuilder<LiveNode> node)
    {
        node.HasKey(row => row.Name);
        node.Property(row => row.Name).HasMaxLength(100);
    }
}
