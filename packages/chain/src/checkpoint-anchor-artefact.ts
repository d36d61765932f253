// Made by `npm run contracts` from contracts/CheckpointAnchor.sol with solc 0.8.37+commit.f401782d; not edited.

/** What the contract understands. */
export const checkpointAnchorAbi = [
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "owner",
        "type": "address"
      }
    ],
    "stateMutability": "nonpayable",
    "type": "constructor"
  },
  {
    "inputs": [],
    "name": "NoPublisher",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotGrown",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotIncluded",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "NotPublisher",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "owner",
        "type": "address"
      }
    ],
    "name": "OwnableInvalidOwner",
    "type": "error"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "account",
        "type": "address"
      }
    ],
    "name": "OwnableUnauthorizedAccount",
    "type": "error"
  },
  {
    "inputs": [],
    "name": "OwnerNeeded",
    "type": "error"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "log",
        "type": "bytes32"
      },
      {
        "indexed": false,
        "internalType": "uint64",
        "name": "size",
        "type": "uint64"
      },
      {
        "indexed": false,
        "internalType": "bytes32",
        "name": "root",
        "type": "bytes32"
      }
    ],
    "name": "Anchored",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "previousOwner",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "newOwner",
        "type": "address"
      }
    ],
    "name": "OwnershipTransferStarted",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "address",
        "name": "previousOwner",
        "type": "address"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "newOwner",
        "type": "address"
      }
    ],
    "name": "OwnershipTransferred",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "log",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "proposed",
        "type": "address"
      }
    ],
    "name": "PublisherProposed",
    "type": "event"
  },
  {
    "anonymous": false,
    "inputs": [
      {
        "indexed": true,
        "internalType": "bytes32",
        "name": "log",
        "type": "bytes32"
      },
      {
        "indexed": true,
        "internalType": "address",
        "name": "publisher",
        "type": "address"
      }
    ],
    "name": "PublisherSet",
    "type": "event"
  },
  {
    "inputs": [],
    "name": "acceptOwnership",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "log",
        "type": "bytes32"
      }
    ],
    "name": "acceptPublisher",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "log",
        "type": "bytes32"
      },
      {
        "internalType": "uint64",
        "name": "size",
        "type": "uint64"
      },
      {
        "internalType": "bytes32",
        "name": "root",
        "type": "bytes32"
      }
    ],
    "name": "anchor",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "log",
        "type": "bytes32"
      }
    ],
    "name": "anchorOf",
    "outputs": [
      {
        "internalType": "uint64",
        "name": "size",
        "type": "uint64"
      },
      {
        "internalType": "bytes32",
        "name": "root",
        "type": "bytes32"
      },
      {
        "internalType": "uint32",
        "name": "anchoredAt",
        "type": "uint32"
      },
      {
        "internalType": "address",
        "name": "publisher",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "owner",
    "outputs": [
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "pendingOwner",
    "outputs": [
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "log",
        "type": "bytes32"
      },
      {
        "internalType": "address",
        "name": "proposed",
        "type": "address"
      }
    ],
    "name": "proposePublisher",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "log",
        "type": "bytes32"
      }
    ],
    "name": "proposedPublisher",
    "outputs": [
      {
        "internalType": "address",
        "name": "",
        "type": "address"
      }
    ],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [],
    "name": "renounceOwnership",
    "outputs": [],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "log",
        "type": "bytes32"
      },
      {
        "internalType": "bytes32",
        "name": "leafHash",
        "type": "bytes32"
      },
      {
        "internalType": "uint64",
        "name": "index",
        "type": "uint64"
      },
      {
        "internalType": "bytes32[]",
        "name": "proof",
        "type": "bytes32[]"
      }
    ],
    "name": "requireIncluded",
    "outputs": [],
    "stateMutability": "view",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "bytes32",
        "name": "log",
        "type": "bytes32"
      },
      {
        "internalType": "address",
        "name": "publisher",
        "type": "address"
      }
    ],
    "name": "setPublisher",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  },
  {
    "inputs": [
      {
        "internalType": "address",
        "name": "newOwner",
        "type": "address"
      }
    ],
    "name": "transferOwnership",
    "outputs": [],
    "stateMutability": "nonpayable",
    "type": "function"
  }
] as const

/** What is sent to make one. */
export const checkpointAnchorBytecode = '0x608060405234801561001057600080fd5b5060405161107138038061107183398101604081905261002f916100da565b806001600160a01b03811661005e57604051631e4fbdf760e01b81526000600482015260240160405180910390fd5b6100678161006e565b505061010a565b600180546001600160a01b03191690556100878161008a565b50565b600080546001600160a01b038381166001600160a01b0319831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b6000602082840312156100ec57600080fd5b81516001600160a01b038116811461010357600080fd5b9392505050565b610f58806101196000396000f3fe608060405234801561001057600080fd5b50600436106100d45760003560e01c80638da5cb5b11610081578063e30c39781161005b578063e30c39781461028c578063efa9165d146102aa578063f2fde38b146102bd57600080fd5b80638da5cb5b14610184578063a4b9632b146101a2578063cf4ff901146101b557600080fd5b806370c127c6116100b257806370c127c614610161578063715018a61461017457806379ba50971461017c57600080fd5b8063065c051f146100d95780634cd50d88146101395780634df636c31461014e575b600080fd5b61010f6100e7366004610d1d565b60009081526003602052604090205473ffffffffffffffffffffffffffffffffffffffff1690565b60405173ffffffffffffffffffffffffffffffffffffffff90911681526020015b60405180910390f35b61014c610147366004610d5f565b6102d0565b005b61014c61015c366004610d5f565b6103b3565b61014c61016f366004610da3565b61048e565b61014c61061b565b61014c610655565b60005473ffffffffffffffffffffffffffffffffffffffff1661010f565b61014c6101b0366004610dd9565b6106d1565b6102406101c3366004610d1d565b6000818152600260205260409020805460019091015467ffffffffffffffff740100000000000000000000000000000000000000008304169163ffffffff7c01000000000000000000000000000000000000000000000000000000008204169073ffffffffffffffffffffffffffffffffffffffff169193509193565b6040805167ffffffffffffffff9095168552602085019390935263ffffffff9091169183019190915273ffffffffffffffffffffffffffffffffffffffff166060820152608001610130565b60015473ffffffffffffffffffffffffffffffffffffffff1661010f565b61014c6102b8366004610d1d565b610aa3565b61014c6102cb366004610e72565b610b77565b6102d8610c27565b73ffffffffffffffffffffffffffffffffffffffff8116610325576040517f426ae7b300000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600082815260036020908152604080832080547fffffffffffffffffffffffff00000000000000000000000000000000000000009081169091556002909252808320805473ffffffffffffffffffffffffffffffffffffffff861693168317905551909184917f2764185088e78cdd5537053bed8b16ce0e3a602ffb99a5f2618301cad231a4039190a35050565b60008281526002602052604090205473ffffffffffffffffffffffffffffffffffffffff163314610410576040517f6cc8883a00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b60008281526003602052604080822080547fffffffffffffffffffffffff00000000000000000000000000000000000000001673ffffffffffffffffffffffffffffffffffffffff85169081179091559051909184917fc5ff7fd80aae7140367199969715f2c73949baeb55800fc4d4e61f77ad37a1c39190a35050565b6000838152600260205260409020805473ffffffffffffffffffffffffffffffffffffffff1633146104ec576040517f6cc8883a00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b805467ffffffffffffffff7401000000000000000000000000000000000000000090910481169084161161054c576040517f7920dab100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b805473ffffffffffffffffffffffffffffffffffffffff167401000000000000000000000000000000000000000067ffffffffffffffff85169081027bffffffffffffffffffffffffffffffffffffffffffffffffffffffff16919091177c01000000000000000000000000000000000000000000000000000000004263ffffffff160217825560018201839055604080519182526020820184905285917fbea4d11b910aad40d2df2a90d97a3329219b6389f85777c99daad7eb5fafd439910160405180910390a250505050565b610623610c27565b6040517f017ed72b00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600154339073ffffffffffffffffffffffffffffffffffffffff1681146106c5576040517f118cdaa700000000000000000000000000000000000000000000000000000000815273ffffffffffffffffffffffffffffffffffffffff821660048201526024015b60405180910390fd5b6106ce81610c7c565b50565b6000858152600260205260409020805467ffffffffffffffff7401000000000000000000000000000000000000000090910481169085161061073f576040517f3d76489100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b805484906000906107749060019074010000000000000000000000000000000000000000900467ffffffffffffffff16610e94565b90508660005b85811015610a44578267ffffffffffffffff166000036107c6576040517f3d76489100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600180851614806107ea57508267ffffffffffffffff168467ffffffffffffffff16145b156109305760027f010000000000000000000000000000000000000000000000000000000000000088888481811061082457610824610ee1565b6040517fff0000000000000000000000000000000000000000000000000000000000000090941660208581019190915202919091013560218301525060418101849052606101604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152908290526108a291610f10565b602060405180830381855afa1580156108bf573d6000803e3d6000fd5b5050506040513d601f19601f820116820180604052508101906108e29190610f3f565b91505b600184161580156108ff575067ffffffffffffffff841615155b1561092b5760018467ffffffffffffffff16901c935060018367ffffffffffffffff16901c92506108e5565b610a28565b60027f01000000000000000000000000000000000000000000000000000000000000008389898581811061096657610966610ee1565b6040517fff000000000000000000000000000000000000000000000000000000000000009095166020868101919091526021860194909452929092020135604183015250606101604080517fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffe0818403018152908290526109e591610f10565b602060405180830381855afa158015610a02573d6000803e3d6000fd5b5050506040513d601f19601f82011682018060405250810190610a259190610f3f565b91505b677fffffffffffffff600194851c81169493841c16920161077a565b5067ffffffffffffffff8216151580610a61575083600101548114155b15610a98576040517f3d76489100000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b505050505050505050565b60008181526003602052604090205473ffffffffffffffffffffffffffffffffffffffff163314610b00576040517f6cc8883a00000000000000000000000000000000000000000000000000000000815260040160405180910390fd5b600081815260036020908152604080832080547fffffffffffffffffffffffff0000000000000000000000000000000000000000908116909155600290925280832080543393168317905551909183917f2764185088e78cdd5537053bed8b16ce0e3a602ffb99a5f2618301cad231a4039190a350565b610b7f610c27565b6001805473ffffffffffffffffffffffffffffffffffffffff83167fffffffffffffffffffffffff00000000000000000000000000000000000000009091168117909155610be260005473ffffffffffffffffffffffffffffffffffffffff1690565b73ffffffffffffffffffffffffffffffffffffffff167f38d16b8cac22d99fc7c124b9cd0de2d3fa1faef420bfe791d8c362d765e2270060405160405180910390a350565b60005473ffffffffffffffffffffffffffffffffffffffff163314610c7a576040517f118cdaa70000000000000000000000000000000000000000000000000000000081523360048201526024016106bc565b565b600180547fffffffffffffffffffffffff00000000000000000000000000000000000000001690556106ce816000805473ffffffffffffffffffffffffffffffffffffffff8381167fffffffffffffffffffffffff0000000000000000000000000000000000000000831681178455604051919092169283917f8be0079c531659141344cd1fd0a4f28419497f9722a3daafe3b4186f6b6457e09190a35050565b600060208284031215610d2f57600080fd5b5035919050565b803573ffffffffffffffffffffffffffffffffffffffff81168114610d5a57600080fd5b919050565b60008060408385031215610d7257600080fd5b82359150610d8260208401610d36565b90509250929050565b803567ffffffffffffffff81168114610d5a57600080fd5b600080600060608486031215610db857600080fd5b83359250610dc860208501610d8b565b929592945050506040919091013590565b600080600080600060808688031215610df157600080fd5b8535945060208601359350610e0860408701610d8b565b9250606086013567ffffffffffffffff811115610e2457600080fd5b8601601f81018813610e3557600080fd5b803567ffffffffffffffff811115610e4c57600080fd5b8860208260051b8401011115610e6157600080fd5b959894975092955050506020019190565b600060208284031215610e8457600080fd5b610e8d82610d36565b9392505050565b67ffffffffffffffff8281168282160390811115610edb577f4e487b7100000000000000000000000000000000000000000000000000000000600052601160045260246000fd5b92915050565b7f4e487b7100000000000000000000000000000000000000000000000000000000600052603260045260246000fd5b6000825160005b81811015610f315760208186018101518583015201610f17565b506000920191825250919050565b600060208284031215610f5157600080fd5b505191905056'
