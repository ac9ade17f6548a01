using System.Text.Json;
using Messaging.Application.Common;
using Messaging.Domain.Conversations;
using Messaging.Domain.Messages;
using Messaging.Domain.Reactions;
using Messaging.Domain.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.ChangeTracking;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Messaging.Infrastructure.Persistence.Configurations;

internal sealed class MessageConfiguration : IEntityTypeConfiguration<Message>
{
    public void Configure(EntityTypeBuilder<Message> message)
    {
        message.HasKey(row => row.Id);
        message.Property(row => row.Id).ValueGeneratedNever();
        message.Property(row => row.Body).HasMaxLength(MessageBody.MaxChars);
        message.Property(row => row.Change).HasConversion(
            change => JsonSerializer.Serialize(change, MessagingJson.Options),
            json => JsonSerializer.Deserialize<SystemChange>(json, MessagingJson.Options)!);
        message.Ignore(row => row.ReplyTo);
        // A new list for each change, so the same one is the same.
        message.Property(row => row.Reactions).HasConversion(
            reactions => JsonSerializer.Serialize(reactions, MessagingJson.Options),
            json => JsonSerializer.Deserialize<IReadOnlyList<Reaction>>(json, MessagingJson.Options)!,
            new ValueComparer<IReadOnlyList<Reaction>>(favorStructuralComparisons: false));
        message.Property(row => row.Mentions).HasConversion(
            mentions => JsonSerializer.Serialize(mentions, MessagingJson.Options),
            json => JsonSerializer.Deserialize<MessageMentions>(json, MessagingJson.Options)!);
        message.Property(row => row.Fingerprint).HasMaxLength(32);
        message.HasOne<Conversation>().WithMany().HasForeignKey(row => row.ConversationId).OnDelete(DeleteBehavior.Restrict);
        message.HasOne<User>().WithMany().HasForeignKey(row => row.SenderId).OnDelete(DeleteBehavior.Restrict);
        // History pages, and the net below “no sequence twice”.
        message.HasIndex(row => new { row.ConversationId, row.Sequence }).IsUnique();
        // /sync: which messages of this conversation changed after …?
        message.HasIndex(row => new { row.ConversationId, row.Revision }).IsUnique();
    }
}
