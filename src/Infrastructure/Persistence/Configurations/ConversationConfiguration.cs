using System.Text.Json;
using Messaging.Application.Common;
using Messaging.Domain.Conversations;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Infrastructure.Persistence.Configurations;

internal sealed class ConversationConfiguration : IEntityTypeConfiguration<Conversation>
{
    public void Configure(EntityTypeBuilder<Conversation> conversation)
    {
        conversation.HasKey(row => row.Id);
        conversation.Property(row => row.Id).ValueGeneratedNever();
        conversation.Property(row => row.Title).HasMaxLength(Conversation.MaxTitleLength);
        conversation.Property(row => row.PairKey).HasMaxLength(73).IsUnicode(false);
        // A writer that forgot the lock fails here instead of giving a number twice.
        conversation.Property(row => row.Revision).IsConcurrencyToken();
        conversation.Ignore(row => row.LastMessage);
        conversation.Ignore(row => row.Active);
        conversation.HasIndex(row => row.PairKey).IsUnique();
        conversation.HasMany(row => row.Members).WithOne().HasForeignKey(member => member.ConversationId).OnDelete(DeleteBehavior.Restrict);
        conversation.Navigation(row => row.Members).HasField("_members").UsePropertyAccessMode(PropertyAccessMode.Field);
    }
}

internal sealed class MemberConfiguration : IEntityTypeConfiguration<Member>
{
    public void Configure(EntityTypeBuilder<Member> member)
    {
        member.HasKey(row => new { row.ConversationId, row.UserId });
        // Membership is asked in many queries; forgetting this one condition would let somebody who was
        // removed read on.
        member.HasQueryFilter(row => row.LeftAt == null);
        member.HasOne(row => row.User).WithMany().HasForeignKey(row => row.UserId).OnDelete(DeleteBehavior.Restrict);
        // A new list for each change, so the same one is the same.
        member.Property(row => row.MentionedIn).HasConversion(
            sequences => JsonSerializer.Serialize(sequences, MessagingJson.Options),
            json => JsonSerializer.Deserialize<IReadOnlyList<long>>(json, MessagingJson.Options)!,
            new ValueComparer<IReadOnlyList<long>>(favorStructuralComparisons: false));
        // /sync: which of my rows changed after …?
        member.HasIndex(row => new { row.UserId, row.UserRevision }).IsUnique();
        // The list, newest activity first.
        member.HasIndex(row => new { row.UserId, row.LastActivityAt, row.JoinedRevision });
        // /sync: which cursors of this conversation moved after …?
        member.HasIndex(row => new { row.ConversationId, row.Revision });
    }
}
