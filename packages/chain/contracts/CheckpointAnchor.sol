// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";

/// @title The newest checkpoint of each transparency log, where nobody can take it back.
/// @notice Holds a size and a root hash for each log, and nothing else: no entry, no name, no digest of
/// a record. Sizes only grow, so whoever reads two anchors of one log can ask it for a proof that the
/// first is the beginning of the second.
contract CheckpointAnchor is Ownable2Step {
    /// @dev One slot for what is read with every write, and one for the root.
    struct Anchor {
        address publisher;
        uint64 size;
        uint32 anchoredAt;
        bytes32 root;
    }

    /// @notice A log was admitted, or its lost publisher replaced, by the owner of the contract.
    event PublisherSet(bytes32 indexed log, address indexed publisher);
    /// @notice A publisher named its successor, who has to accept.
    event PublisherProposed(bytes32 indexed log, address indexed proposed);
    event Anchored(bytes32 indexed log, uint64 size, bytes32 root);

    /// @notice The sender does not publish this log.
    error NotPublisher();
    /// @notice Nobody may publish without an address.
    error NoPublisher();
    /// @notice The tree has not grown.
    error NotGrown();
    /// @notice The leaf is not where the proof says.
    error NotIncluded();
    /// @notice An owner is needed to replace a publisher that lost its key.
    error OwnerNeeded();

    mapping(bytes32 log => Anchor) private _anchors;
    mapping(bytes32 log => address) private _proposed;

    constructor(address owner) Ownable(owner) {}

    /// @notice Admits a log, or gives it another publisher.
    /// @param log The SHA-256 of its origin.
    function setPublisher(bytes32 log, address publisher) external onlyOwner {
        if (publisher == address(0)) revert NoPublisher();
        delete _proposed[log];
        _anchors[log].publisher = publisher;
        emit PublisherSet(log, publisher);
    }

    /// @notice Names a successor, who becomes the publisher by accepting; nobody takes a proposal back.
    function proposePublisher(bytes32 log, address proposed) external {
        if (msg.sender != _anchors[log].publisher) revert NotPublisher();
        _proposed[log] = proposed;
        emit PublisherProposed(log, proposed);
    }

    /// @notice Becomes the publisher of a log.
    function acceptPublisher(bytes32 log) external {
        if (msg.sender != _proposed[log]) revert NotPublisher();
        delete _proposed[log];
        _anchors[log].publisher = msg.sender;
        emit PublisherSet(log, msg.sender);
    }

    /// @notice Anchors a checkpoint.
    /// @param size Leaves of the tree, more than before.
    /// @param root Its root hash. RFC 6962, section 2.1.
    function anchor(bytes32 log, uint64 size, bytes32 root) external {
        Anchor storage last = _anchors[log];
        if (msg.sender != last.publisher) revert NotPublisher();
        if (size <= last.size) revert NotGrown();
        last.size = size;
        last.anchoredAt = uint32(block.timestamp);
        last.root = root;
        emit Anchored(log, size, root);
    }

    /// @notice What was anchored last; zeros for a log that never was.
    function anchorOf(bytes32 log) external view returns (uint64 size, bytes32 root, uint32 anchoredAt, address publisher) {
        Anchor storage last = _anchors[log];
        return (last.size, last.root, last.anchoredAt, last.publisher);
    }

    /// @notice Who may accept to become the publisher; zero for nobody.
    function proposedPublisher(bytes32 log) external view returns (address) {
        return _proposed[log];
    }

    /// @notice Proves that a leaf is in the tree that was anchored last, or reverts.
    /// @dev RFC 9162, section 2.1.3.2.
    /// @param leafHash SHA-256 of a zero byte and the entry.
    /// @param index From 0.
    /// @param proof From the leaf upwards.
    function requireIncluded(bytes32 log, bytes32 leafHash, uint64 index, bytes32[] calldata proof) external view {
        Anchor storage last = _anchors[log];
        if (index >= last.size) revert NotIncluded();
        uint64 place = index;
        uint64 end = last.size - 1;
        bytes32 hash = leafHash;
        for (uint256 i = 0; i < proof.length; i++) {
            if (end == 0) revert NotIncluded();
            if (place & 1 == 1 || place == end) {
                hash = sha256(abi.encodePacked(bytes1(0x01), proof[i], hash));
                while (place & 1 == 0 && place != 0) {
                    place >>= 1;
                    end >>= 1;
                }
            } else {
                hash = sha256(abi.encodePacked(bytes1(0x01), hash, proof[i]));
            }
            place >>= 1;
            end >>= 1;
        }
        if (end != 0 || hash != last.root) revert NotIncluded();
    }

    /// @dev Without an owner a publisher that lost its key could never be replaced.
    function renounceOwnership() public view override onlyOwner {
        revert OwnerNeeded();
    }
}
